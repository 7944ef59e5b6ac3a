using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Server.Hosting.Options;
using Signet.Signing.External.Protocol;
using Signet.Testing;

namespace Signet.Tests.Hosting.Signers;

/// <summary>The published keys of a served signer: order, timestamp, rotation, and keys of files.</summary>
public sealed class SignerKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_SameKeys_SameBytes()
    {
        await using var stage = await StartAsync();
        var first = await stage.FetchAsync();

        _time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(first, await stage.FetchAsync());
        Assert.Equal(1_800_000_000, first.DataTimestamp.Seconds);
    }

    [Fact]
    public async Task Fetch_AfterARestart_SameBytes()
    {
        FetchKeysResponse first;
        await using (var stage = await StartAsync(isDurable: true))
        {
            first = await stage.FetchAsync();
        }

        _time.Advance(TimeSpan.FromHours(5));
        await using var restarted = await StartAsync(isDurable: true);

        Assert.Equal(first, await restarted.FetchAsync());
    }

    /// <summary>A key is in the answer for the whole publication lead before a token has its id, and the answer changes only with the keys.</summary>
    [Fact]
    public async Task Rotation_OverTwoIntervals_EachKeyIsPublishedBeforeItSigns()
    {
        await using var stage = await StartAsync(options => options with
        {
            Keys = options.Keys with { RotationInterval = TimeSpan.FromHours(4), PublicationLead = TimeSpan.FromMinutes(70) },
            Tokens = options.Tokens with { MaxLifetime = TimeSpan.FromHours(1) },
        });
        var published = new Dictionary<string, DateTimeOffset>();
        var signed = new Dictionary<string, DateTimeOffset>();
        FetchKeysResponse? last = null;
        for (var step = 0; step < 130; step++)
        {
            var now = _time.GetUtcNow();
            var keys = await stage.FetchAsync();
            Assert.Equal(last is null || !keys.Keys.Equals(last.Keys), !keys.DataTimestamp.Equals(last?.DataTimestamp));
            last = keys;
            foreach (var key in keys.Keys)
            {
                published.TryAdd(key.KeyId, now);
            }

            var kid = KeyIdOf(await stage.SignAsync(SignerStage.Claims(now)));
            signed.TryAdd(kid, now);
            Assert.Contains(kid, keys.Keys.Select(key => key.KeyId));

            // The rotation runs in the background by the same clock.
            var until = now + TimeSpan.FromMinutes(5);
            await Patience.UntilAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(30));
                    return Task.FromResult(_time.GetUtcNow() >= until);
                },
                "five minutes have passed");
        }

        Assert.True(signed.Count >= 3, $"{signed.Count} keys have signed");
        Assert.All(signed.Skip(1), key => Assert.True(key.Value - published[key.Key] >= TimeSpan.FromMinutes(60), $"{published[key.Key]} {key.Value}"));
    }

    [Fact]
    public async Task Fetch_RetiredAndUnpublishedKeyFiles_ArePublishedForVerification()
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var retired = RSA.Create(2048);
        using var legacy = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        await File.WriteAllTextAsync(_folder.File("signing.pem"), signing.ExportPkcs8PrivateKeyPem(), Cancellation);
        await File.WriteAllTextAsync(_folder.File("retired.pem"), retired.ExportPkcs8PrivateKeyPem(), Cancellation);
        await File.WriteAllTextAsync(_folder.File("legacy.pem"), legacy.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await using var stage = await StartAsync(options => options with
        {
            Keys = options.Keys with
            {
                SigningKeyFile = _folder.File("signing.pem"),
                VerificationKeyFiles = [_folder.File("retired.pem")],
                UnpublishedKeyFiles = [_folder.File("legacy.pem")],
            },
        });

        var keys = await stage.FetchAsync();

        Assert.Equal(
            [
                (Id(signing.ExportSubjectPublicKeyInfo()), false),
                (Id(retired.ExportSubjectPublicKeyInfo()), false),
                (Id(legacy.ExportSubjectPublicKeyInfo()), true),
            ],
            keys.Keys.Select(key => (key.KeyId, key.ExcludeFromOidcDiscovery)));
        Assert.Equal(Id(signing.ExportSubjectPublicKeyInfo()), KeyIdOf(await stage.SignAsync(SignerStage.Claims(_time.GetUtcNow()))));
    }

    [Fact]
    public async Task Fetch_ManagedKeysWithUnpublishedKeyFile_IsExcludedFromDiscovery()
    {
        using var legacy = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("legacy.pem"), legacy.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await using var stage = await StartAsync(options => options with { Keys = options.Keys with { UnpublishedKeyFiles = [_folder.File("legacy.pem")] } });

        Assert.Equal([false, true], (await stage.FetchAsync()).Keys.Select(key => key.ExcludeFromOidcDiscovery));
    }

    /// <summary>Anybody's token with a made-up key id makes a kube-apiserver fetch the keys.</summary>
    [Fact]
    public async Task Fetch_TooOften_WaitsForItsTurn()
    {
        await using var stage = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await stage.FetchAsync();
        }

        var waiting = Enumerable.Range(0, 30).Select(_ => FetchOrRefusedAsync(stage)).ToList();
        await Patience.UntilAsync(() => Task.FromResult(waiting.Count(one => one.IsCompleted) == 10), "what would wait for more than a second is refused");
        Assert.Equal(20, stage.Server.Counters.FetchCount);

        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(50));
                return Task.FromResult(waiting.All(one => one.IsCompleted));
            },
            "the others are answered");
        Assert.Equal(40, stage.Server.Counters.FetchCount);
        Assert.Equal(20, (await Task.WhenAll(waiting)).Count(isServed => isServed));
    }

    private static async Task<bool> FetchOrRefusedAsync(SignerStage stage)
    {
        try
        {
            await stage.FetchAsync();
            return true;
        }
        catch (Signet.Signing.External.ExternalSignerException exception) when (exception.Message.Contains("ResourceExhausted", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static string Id(byte[] publicKey) => VerificationKey.FromSubjectPublicKeyInfo(publicKey).DefaultKeyId;

    private static string KeyIdOf(SignJWTResponse made) => Signet.Signing.External.ExternalHeader.Read(Encoding.ASCII.GetBytes(made.Header)).KeyId;

    private Task<SignerStage> StartAsync(Func<ServerOptions, ServerOptions>? change = null, bool isDurable = false) =>
        SignerStage.StartAsync(_folder, _time, change, isDurable: isDurable);
}
