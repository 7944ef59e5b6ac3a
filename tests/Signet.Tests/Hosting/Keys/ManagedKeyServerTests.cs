using System.Net;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Keys;

/// <summary>Issue 12, 1 and 2: servers with managed keys, from the first start on.</summary>
public sealed class ManagedKeyServerTests : IDisposable
{
    private const string KeySet = "/openid/v1/jwks";
    private static readonly TimeSpan Interval = TimeSpan.FromDays(30);
    private static readonly TimeSpan Lead = TimeSpan.FromDays(1);
    private readonly TemporaryFolder _folder = new();
    private readonly JumpingTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_KeyIsOldEnough_NextIsPublishedThenSignsAndFormerIsAcceptedUntilItsLastToken()
    {
        await using var server = await StartAsync(options => options);
        using var admin = InProcessClient.Of(server);
        var account = await CreateAccountAsync(admin);
        var first = Assert.Single(await KeysAsync(admin));

        _time.Jump(Interval - Lead - TimeSpan.FromMinutes(1));
        Assert.Equal([first], await KeysAsync(admin));
        _time.Jump(TimeSpan.FromMinutes(1));
        await Patience.UntilAsync(async () => (await KeysAsync(admin)).Count == 2, "the next key is published");
        var second = (await KeysAsync(admin)).Single(key => key != first);
        _time.Jump(Lead - TimeSpan.FromMinutes(1));
        var former = await admin.IssueAsync(account);
        Assert.Equal(first, KeyOf(former));

        _time.Jump(TimeSpan.FromMinutes(2));
        Assert.Equal(second, KeyOf(await admin.IssueAsync(account)));
        Assert.True((bool?)(await admin.ReviewAsync(former))["authenticated"]);
        Assert.Equal([first, second], (await KeysAsync(admin)).Order(StringComparer.Ordinal).OrderBy(key => key == second));

        // The maximum lifetime of tokens and the clock skew have passed.
        _time.Jump(server.Parts.Keys.Current.MaxLifetime + TimeSpan.FromMinutes(2));
        await Patience.UntilAsync(async () => (await KeysAsync(admin)).SequenceEqual([second]), "the former key is no longer published");
    }

    [Fact]
    public async Task Serve_Restarted_SignsWithTheSameKey()
    {
        string keyId;
        await using (var server = await StartAsync(options => options))
        {
            using var admin = InProcessClient.Of(server);
            keyId = KeyOf(await admin.IssueAsync(await CreateAccountAsync(admin)));
        }

        await using var again = await StartAsync(options => options);
        using var client = InProcessClient.Of(again);
        Assert.Equal(keyId, KeyOf(await client.IssueAsync("x")));
    }

    [Fact]
    public async Task Serve_AlgorithmForAnAudience_DefaultKeySignsUntilItsKeyWasPublishedLongEnough()
    {
        await using (await StartAsync(options => options))
        {
        }

        await using var server = await StartAsync(options => options with
        {
            Keys = options.Keys with { AlgorithmsByAudience = new Dictionary<string, JwtAlgorithm> { ["vault*"] = JwtAlgorithm.ES384 } },
        });
        using var admin = InProcessClient.Of(server);
        var account = await CreateAccountAsync(admin);
        var vault = """{"audiences":["vault-1"]}""";
        Assert.Equal("ES256", AlgorithmOf(await admin.IssueAsync(account, vault)));
        await Patience.UntilAsync(async () => (await KeysAsync(admin)).Count == 2, "the key for the audiences is published");

        _time.Jump(Lead + TimeSpan.FromMinutes(1));
        Assert.Equal("ES384", AlgorithmOf(await admin.IssueAsync(account, vault)));
        Assert.Equal("ES256", AlgorithmOf(await admin.IssueAsync(account, """{"audiences":["other"]}""")));
        Assert.Equal("ES256", AlgorithmOf(await admin.IssueAsync(account, """{"audiences":["vault-1","other"]}""")));
    }

    /// <summary>The key for the audiences has signed for a shorter time than the default one.</summary>
    [Fact]
    public async Task Start_WithoutAnAlgorithm_DefaultStaysWhatItWas()
    {
        var patterns = new Dictionary<string, JwtAlgorithm> { ["vault*"] = JwtAlgorithm.ES384 };
        await using (await StartAsync(options => options with { Keys = options.Keys with { AlgorithmsByAudience = patterns } }))
        {
        }

        _time.Jump(Lead + TimeSpan.FromMinutes(1));
        await using (await StartAsync(options => options with { Keys = options.Keys with { AlgorithmsByAudience = patterns, SigningAlgorithm = null } }))
        {
        }

        await using var server = await StartAsync(options => options with { Keys = options.Keys with { SigningAlgorithm = null } });
        using var admin = InProcessClient.Of(server);
        Assert.Equal("ES256", AlgorithmOf(await admin.IssueAsync(await CreateAccountAsync(admin))));
        Assert.Equal(JwtAlgorithm.ES256, server.Parts.ManagedKeys!.Keys.Policy.DefaultAlgorithm);
    }

    [Theory]
    [InlineData(3659, 24 * 3600, "at least 1h1m0s")]
    [InlineData(86400, 86400, "the rotation interval has to be longer")]
    public async Task Start_WindowsBreakTokens_IsRefusedWithTheNumbersAndNothingIsStored(int leadSeconds, int intervalSeconds, string says)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(options => options with
        {
            Keys = options.Keys with { PublicationLead = TimeSpan.FromSeconds(leadSeconds), RotationInterval = TimeSpan.FromSeconds(intervalSeconds) },
        }));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains(GoDuration.Format(TimeSpan.FromSeconds(leadSeconds)), refused.Message, StringComparison.Ordinal);
        await using var server = await StartAsync(options => options);
        Assert.Single(await KeysAsync(InProcessClient.Of(server)));
    }

    [Theory]
    [InlineData("missing", "key-encryption.key is missing")]
    [InlineData("another", "are sealed with the key-encryption key ")]
    [InlineData("damaged", "is not a key-encryption key")]
    public async Task Start_KeyEncryptionKeyIsWrong_IsRefusedAndChangesNothing(string fault, string says)
    {
        string keyId;
        await using (var server = await StartAsync(options => options))
        {
            using var admin = InProcessClient.Of(server);
            keyId = Assert.Single(await KeysAsync(admin));
        }

        var file = Path.Combine(Data, "key-encryption.key");
        var right = await File.ReadAllTextAsync(file, Cancellation);
        File.Delete(file);
        if (fault != "missing")
        {
            var wrong = fault == "another" ? System.Text.Encoding.ASCII.GetString(Core.Signing.Managed.Sealing.KeyEncryptionKeyFile.Generate()) : right[..^9];
            await File.WriteAllTextAsync(file, wrong, Cancellation);
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(options => options));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(right.Trim(), refused.Message, StringComparison.Ordinal);
        Assert.Equal(fault != "missing", File.Exists(file));

        await File.WriteAllTextAsync(file, right, Cancellation);
        await using var again = await StartAsync(options => options);
        using var client = InProcessClient.Of(again);
        Assert.Equal([keyId], await KeysAsync(client));
    }

    /// <summary>The first file seals what the second one has opened.</summary>
    [Fact]
    public async Task Start_KeyEncryptionKeyFiles_FirstSealsAllOpen()
    {
        await using (await StartAsync(options => options))
        {
        }

        var (former, next) = (Path.Combine(Data, "key-encryption.key"), _folder.File("next.key"));
        await File.WriteAllBytesAsync(next, Core.Signing.Managed.Sealing.KeyEncryptionKeyFile.Generate(), Cancellation);
        await using (var both = await StartAsync(options => options with { Keys = options.Keys with { KeyEncryptionKeyFiles = [next, former] } }))
        {
            await both.Parts.ManagedKeys!.Keys.ResealAsync(isDryRun: false, Cancellation);
        }

        await using var only = await StartAsync(options => options with { Keys = options.Keys with { KeyEncryptionKeyFiles = [next] } });
        Assert.Single(await KeysAsync(InProcessClient.Of(only)));
    }

    /// <summary>Every 16 bytes of the private number: it is nowhere in the directory, in binary, hexadecimal or base64.</summary>
    [Fact]
    public async Task DataDirectory_Files_DoNotHaveThePrivateKey()
    {
        byte[] secret;
        await using (var server = await StartAsync(options => options))
        {
            var stored = await server.Parts.ManagedKeys!.Store.LoadAsync(Cancellation);
            using var key = System.Security.Cryptography.ECDsa.Create();
            key.ImportPkcs8PrivateKey(KeySealing.Open(Assert.Single(stored.Keys), stored.Opening), out _);
            secret = key.ExportParameters(includePrivateParameters: true).D!;
        }

        var files = Directory.GetFiles(Data, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("store.db", StringComparison.Ordinal));
        foreach (var content in files.Select(File.ReadAllBytes))
        {
            Assert.Equal(-1, content.AsSpan().IndexOf(secret.AsSpan(0, 16)));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(secret.AsSpan(0, 16)))));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret.AsSpan(0, 15)))));
        }
    }

    [Fact]
    public async Task Serve_RecordInTheStoreWasChanged_FormerKeysStayAndReadyzTells()
    {
        await using var server = await StartAsync(options => options);
        using var admin = InProcessClient.Of(server);
        var keys = await KeysAsync(admin);
        var stored = (await server.Parts.Store.GetAsync(ManagedKeyRecord.StorageKey, Cancellation))!;
        var record = stored.Value.ToArray();
        record[^1] ^= 1;
        await server.Parts.Store.CommitAsync(
            new Commit([new Compare(ManagedKeyRecord.StorageKey, stored.Modified)], [new StoreOperation.Put(ManagedKeyRecord.StorageKey, record)]),
            Cancellation);

        await Patience.UntilAsync(
            async () => (await admin.GetAsync("/readyz?verbose")).Body.Contains("authentication code does not match", StringComparison.Ordinal), "readyz tells");
        Assert.Equal(keys, await KeysAsync(admin));
        Assert.Equal(keys[0], KeyOf(await admin.IssueAsync(await CreateAccountAsync(admin))));
    }

    private async Task<SignetServer> StartAsync(Func<ServerOptions, ServerOptions> change)
    {
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = Data },
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256, RotationInterval = Interval, PublicationLead = Lead },
            Tokens = new TokenOptions { MaxLifetime = TimeSpan.FromHours(24), ExtendExpiration = false },
        };
        return await new SignetServerBuilder(change(options)) { Time = _time }.StartAsync(Cancellation);
    }

    private static async Task<string> CreateAccountAsync(ApiClient admin)
    {
        await admin.UntilDefaultAccountAsync();
        var created = await admin.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"x"}}""");
        Assert.Contains(created.Code, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]);
        return "x";
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(ApiClient client) =>
        [.. ((JsonArray)(await client.GetAsync(KeySet)).Json["keys"]!).Select(key => (string)key!["kid"]!)];

    private static string KeyOf(string token) => (string)HeaderOf(token)["kid"]!;

    private static string AlgorithmOf(string token) => (string)HeaderOf(token)["alg"]!;

    private static JsonNode HeaderOf(string token) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.'))))!;
}
