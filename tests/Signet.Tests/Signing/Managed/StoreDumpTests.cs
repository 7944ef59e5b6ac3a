using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Signing.Succession;

namespace Signet.Tests.Signing.Managed;

/// <summary>A dump of a store, history included, after everything that can happen to keys: no private byte of any of them is in it.</summary>
public sealed class StoreDumpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(ManagedKeyTestKeys.Now);
    private readonly PrivateForms _private = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly byte[][] _encryptionKeys =
        [RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length), RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("memory", "RS256")]
    [InlineData("memory", "ES256")]
    [InlineData("memory", "ES512")]
    [InlineData("SQLite", "RS256")]
    [InlineData("SQLite", "ES256")]
    [InlineData("SQLite", "ES384")]
    public async Task Dump_AfterRotations_HasNoPrivateBytes(string kind, string algorithm)
    {
        await using var store = Open(kind);
        await UseKeysAsync(store, JwtAlgorithm.Find(algorithm)!);

        var dump = await DumpAsync(store);
        Assert.True(_known.Count >= 5, $"{_known.Count} keys");
        foreach (var key in (await Keys(store, JwtAlgorithm.Find(algorithm)!, 1).LoadAsync(default)).Keys)
        {
            // The dump is one of the records: it has what they may have.
            Assert.True(PrivateForms.Plain(dump).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(key.PublicKey.Span))) >= 0);
        }

        Assert.Null(_private.FindIn(dump));
        await store.DisposeAsync();
        foreach (var file in Files())
        {
            Assert.Null(_private.FindIn(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        }
    }

    /// <summary>The search finds each form at each place, so that its silence means something.</summary>
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void Find_EachFormOfAPrivateKey_IsFound(string name)
    {
        var algorithm = JwtAlgorithm.Find(name)!;
        var (privateKey, publicKey) = new LocalKeyPairs().Generate(algorithm);
        _private.AddKey(algorithm, privateKey);
        Assert.Null(_private.FindIn(publicKey.SubjectPublicKeyInfo.Span));
        Assert.Null(_private.FindIn(Encoding.ASCII.GetBytes(Convert.ToBase64String(publicKey.SubjectPublicKeyInfo.Span))));

        foreach (var (form, secret) in FormsOf(algorithm, privateKey))
        {
            for (var shift = 0; shift < 3; shift++)
            {
                byte[] shifted = [.. new byte[shift], .. secret, 1, 2, 3];
                AssertFound($"{form}, raw at {shift}", shifted);
                AssertFound($"{form}, little endian at {shift}", [.. shifted.Reverse()]);
                AssertFound($"{form}, base64 at {shift}", Encoding.ASCII.GetBytes(Convert.ToBase64String(shifted)));
                AssertFound(
                    $"{form}, lines of base64 at {shift}", Encoding.ASCII.GetBytes(Convert.ToBase64String(shifted, Base64FormattingOptions.InsertLineBreaks)));
                AssertFound($"{form}, base64url at {shift}", Encoding.ASCII.GetBytes(Base64UrlText.Encode(shifted)));
                AssertFound($"{form}, JSON at {shift}", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Convert.ToBase64String(shifted)));
                AssertFound($"{form}, hexadecimal at {shift}", Encoding.ASCII.GetBytes(Convert.ToHexString(shifted)));
            }
        }
    }

    private static IEnumerable<(string Form, byte[] Secret)> FormsOf(JwtAlgorithm algorithm, byte[] privateKey)
    {
        yield return ("PKCS#8", privateKey);
        if (algorithm.IsEllipticCurve)
        {
            using var elliptic = ECDsa.Create();
            elliptic.ImportPkcs8PrivateKey(privateKey, out _);
            yield return ("SEC 1", elliptic.ExportECPrivateKey());
            yield return ("PEM", Encoding.ASCII.GetBytes(elliptic.ExportPkcs8PrivateKeyPem()));
            yield return ("d", elliptic.ExportParameters(includePrivateParameters: true).D!);
            yield break;
        }

        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(privateKey, out _);
        yield return ("PKCS#1", rsa.ExportRSAPrivateKey());
        yield return ("PEM", Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
        var numbers = rsa.ExportParameters(includePrivateParameters: true);
        yield return ("d", numbers.D!);
        yield return ("p", numbers.P!);
        yield return ("q", numbers.Q!);
        yield return ("half of p", numbers.P![40..90]);
    }

    private void AssertFound(string what, byte[] form)
    {
        // PEM is text already; only raw it is one of the forms.
        if (!what.StartsWith("PEM", StringComparison.Ordinal) || what.Contains("raw", StringComparison.Ordinal))
        {
            Assert.True(_private.FindIn([.. "before "u8, .. form, .. " after"u8]) is not null, what);
        }
    }

    /// <summary>A key is taken over, rotations by age, prepared, activated, retired and revoked keys, another key-encryption key, and key files.</summary>
    private async Task UseKeysAsync(IObjectStore store, JwtAlgorithm algorithm)
    {
        foreach (var secret in _encryptionKeys)
        {
            _private.AddSecret(secret);
        }

        var (takenOver, publicKey) = new LocalKeyPairs().Generate(algorithm);
        _private.AddKey(algorithm, [.. takenOver]);
        var keys = Keys(store, algorithm, 0);
        await keys.TakeOverAsync(algorithm, publicKey, takenOver, TimeSpan.FromDays(2), [], default);
        for (var rotation = 0; rotation < 3; rotation++)
        {
            await NoteAsync(keys, algorithm);
            _time.Advance(TimeSpan.FromDays(29));
            await keys.RunDueAsync(default);
            await NoteAsync(keys, algorithm);
            _time.Advance(TimeSpan.FromDays(2));
            await keys.RunDueAsync(default);
        }

        await Keys(store, algorithm, 1, 0).ResealAsync(isDryRun: false, default);
        keys = Keys(store, algorithm, 1);
        await OperateAsync(keys, algorithm, operations => operations.Prepare(algorithm));
        var next = (await keys.LoadAsync(default)).Keys.Single(key => key.StateAt(_time.GetUtcNow()) == ManagedKeyState.Next);
        await OperateAsync(keys, algorithm, operations => operations.Activate(next.KeyId));
        await OperateAsync(keys, algorithm, operations => operations.Revoke(next.KeyId));

        var file = new GivenKeySource(NewFile(algorithm));
        var settings = new SuccessionSettings(GivenTestKeys.Policy, KeyActivation.Published);
        var runner = new KeySuccessionRunner(store, new KeyEncryptionKeys([new KeyEncryptionKey(_encryptionKeys[1])]), settings, file, _time);
        await runner.RunAsync(default);
        file.Replace(NewFile(algorithm));
        await runner.RunAsync(default);
    }

    private GivenKeys NewFile(JwtAlgorithm algorithm)
    {
        var (privateKey, publicKey) = new LocalKeyPairs().Generate(algorithm);
        _private.AddKey(algorithm, privateKey);
        var pem = PemEncoding.WriteString("PRIVATE KEY", privateKey);
        return new GivenKeys(publicKey, new KeyFile("the file of the test", Encoding.ASCII.GetBytes(pem)).ReadSigner(), []);
    }

    private async Task OperateAsync(ManagedKeys keys, JwtAlgorithm algorithm, Func<KeyOperations, Outcome<KeyOperation>> operation)
    {
        var done = await keys.OperateAsync(operation, isConfirmed: true, isDryRun: false, default);
        Assert.True(done.IsSuccess, done.Error?.Message);
        await NoteAsync(keys, algorithm);
    }

    /// <summary>Notes the private halves that the store has now.</summary>
    private async Task NoteAsync(ManagedKeys keys, JwtAlgorithm algorithm)
    {
        var stored = await keys.LoadAsync(default);
        foreach (var key in stored.Keys.Where(key => !key.SealedPrivateKey.IsEmpty && _known.Add(key.KeyId)))
        {
            _private.AddKey(algorithm, KeySealing.Open(key, stored.Opening));
        }
    }

    /// <summary>Every value at every revision, and the bytes of all files while the store is open.</summary>
    private async Task<byte[]> DumpAsync(IObjectStore store)
    {
        using var dump = new MemoryStream();
        var newest = await store.GetRevisionAsync(default);
        for (long revision = 1; revision <= newest.Value; revision++)
        {
            foreach (var value in (await store.RangeAsync(new RangeQuery { Prefix = "", At = new Revision(revision) }, default)).Values)
            {
                dump.Write(Encoding.UTF8.GetBytes(value.Key));
                dump.Write(value.Value.Span);
            }
        }

        Assert.True(newest.Value >= 12, $"{newest.Value} revisions");
        Assert.Equal(store is SqliteObjectStore, Files().Any(file => file.EndsWith("-wal", StringComparison.Ordinal)));
        foreach (var file in Files())
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await stream.CopyToAsync(dump, TestContext.Current.CancellationToken);
        }

        return dump.ToArray();
    }

    /// <summary>All but the empty file that is locked.</summary>
    private string[] Files() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".lock")];

    private IObjectStore Open(string kind) => kind == "memory"
        ? new MemoryObjectStore(new MemoryObjectStoreOptions())
        : SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = _folder.File("store.db") });

    private ManagedKeys Keys(IObjectStore store, JwtAlgorithm algorithm, params int[] encryptionKeys) => new(
        new ManagedKeyStore(store, new KeyEncryptionKeys([.. encryptionKeys.Select(index => new KeyEncryptionKey(_encryptionKeys[index]))])),
        new LocalKeyPairs(),
        ManagedKeyTestKeys.Policy with { DefaultAlgorithm = algorithm },
        _time);
}
