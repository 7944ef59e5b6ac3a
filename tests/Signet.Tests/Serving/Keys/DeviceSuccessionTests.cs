using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Testing;
using Signet.Tests.Hosting;
using Signet.Tests.Signing.Pkcs11;

namespace Signet.Tests.Serving.Keys;

/// <summary>A server with its signing key in SoftHSM, started again with the URI of another key, or with another key behind the same URI.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class DeviceSuccessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(61);
    private readonly string _token = $"s-{RandomNumberGenerator.GetHexString(8)}";
    private readonly TemporaryFolder _folder = new();

    /// <summary>At a whole second, so that a new key is published at once.</summary>
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
    private readonly CollectedLines _log = new();
    private ILoggerFactory? _loggers;
    private SignetServer? _server;
    private ApiClient? _admin;

    private static SoftHsm Hsm => SoftHsm.InProcess;

    public async ValueTask InitializeAsync()
    {
        await Hsm.AddTokenAsync(_token);
        await Hsm.AddKeyAsync(_token, "rsa:2048", "first", "01");
        await Hsm.AddKeyAsync(_token, "EC:prime256v1", "second", "02");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OtherUri_IsPublishedAndSignsAfterItsWindow()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();

        await StartAsync(Uri("second"));

        var start = _time.GetUtcNow();
        Assert.Equal(KidOf(former), KidOf(await IssueAsync()));
        var published = await PublishedAsync();
        Assert.Equal(2, published.Count);
        Assert.Equal(KidOf(former), published[1]);
        await UntilSignsAsync(published[0], TimeSpan.FromMinutes(1));
        Assert.True(_time.GetUtcNow() >= start + Lead);
        Assert.True((bool?)(await _admin!.ReviewAsync(former))["authenticated"]);
        Assert.DoesNotContain("signs before every verifier has to know it", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherUri_RestartInTheWindow_DoesNotMoveIt()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();
        await StartAsync(Uri("second"));
        var second = (await PublishedAsync())[0];
        var start = _time.GetUtcNow();
        _time.Advance(Lead / 2);

        await StartAsync(Uri("second"));

        Assert.Equal(KidOf(former), KidOf(await IssueAsync()));
        await UntilSignsAsync(second, TimeSpan.FromMinutes(1));
        Assert.InRange(_time.GetUtcNow() - start, Lead, Lead + TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task OtherUri_FormerOneAgain_CancelsTheChange()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();
        await StartAsync(Uri("second"));

        await StartAsync(Uri("first"));

        _time.Advance(2 * Lead);
        Assert.Equal(KidOf(former), KidOf(await IssueAsync()));
    }

    [Fact]
    public async Task OtherUri_Immediate_SignsAtOnceAndTheFormerKeyVerifies()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();

        await StartAsync(Uri("second"), KeyActivation.Immediate);

        Assert.Equal([KidOf(await IssueAsync()), KidOf(former)], await PublishedAsync());
        Assert.True((bool?)(await _admin!.ReviewAsync(former))["authenticated"]);
    }

    [Fact]
    public async Task OtherUri_Exclusive_TokensOfTheFormerKeyAreRefused()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();

        await StartAsync(Uri("second"), KeyActivation.Exclusive);

        Assert.Equal([KidOf(await IssueAsync())], await PublishedAsync());
        Assert.Null((await _admin!.ReviewAsync(former))["authenticated"]);
    }

    [Fact]
    public async Task OtherUri_FormerKeyIsGone_SignsAtOnceAndTheLogSaysWhy()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();
        await StopAsync();
        await DeleteAsync("first");

        await StartAsync(Uri("second"));

        Assert.Equal([KidOf(await IssueAsync()), KidOf(former)], await PublishedAsync());
        Assert.True((bool?)(await _admin!.ReviewAsync(former))["authenticated"]);
        await UntilSaysAsync("The former signing key cannot be opened in its device");
        await UntilSaysAsync("signs before every verifier has to know it");
        Assert.DoesNotContain(SoftHsm.Pin, _log.Text, StringComparison.Ordinal);
    }

    /// <summary>The former private half does not exist any more, so that nothing else can sign.</summary>
    [Fact]
    public async Task SameUri_OtherKeyInTheToken_SignsAtOnceAndTheFormerKeyVerifies()
    {
        await StartAsync(Uri("first"));
        var former = await IssueAsync();
        await StopAsync();
        await DeleteAsync("first");
        await Hsm.AddKeyAsync(_token, "EC:prime256v1", "first", "03");

        await StartAsync(Uri("first"));

        var kid = KidOf(await IssueAsync());
        Assert.NotEqual(KidOf(former), kid);
        Assert.Equal([kid, KidOf(former)], await PublishedAsync());
        Assert.True((bool?)(await _admin!.ReviewAsync(former))["authenticated"]);
        await UntilSaysAsync("signs before every verifier has to know it");
    }

    [Fact]
    public async Task KeyFileInsteadOfTheToken_FormerKeySignsUntilTheFilesMay()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await StartAsync(Uri("first"));
        var former = await IssueAsync();

        await StartAsync(_folder.File("key.pem"));

        Assert.Equal(KidOf(former), KidOf(await IssueAsync()));
        await UntilSignsAsync((await PublishedAsync())[0], TimeSpan.FromMinutes(1));
    }

    /// <summary>kube-apiserver's procedure: the new key verifies first.</summary>
    [Fact]
    public async Task OtherUri_KeyWasGivenForVerificationLongEnough_SignsAtOnce()
    {
        await Hsm.ToolAsync(_token, "--read-object", "--type", "pubkey", "--id", "02", "--output-file", _folder.File("second.der"));
        using (var key = ECDsa.Create())
        {
            key.ImportSubjectPublicKeyInfo(await File.ReadAllBytesAsync(_folder.File("second.der"), TestContext.Current.CancellationToken), out _);
            await File.WriteAllTextAsync(_folder.File("second.pem"), key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        }

        await StartAsync(Uri("first"), files: _folder.File("second.pem"));
        var former = await IssueAsync();
        _time.Advance(Lead);

        await StartAsync(Uri("second"));

        Assert.NotEqual(KidOf(former), KidOf(await IssueAsync()));
        Assert.DoesNotContain("signs before every verifier has to know it", _log.Text, StringComparison.Ordinal);
    }

    private static string KidOf(string token) => JwtReader.TryRead(token)!.KeyId;

    private Task<string> IssueAsync() => _admin!.IssueAsync("default", """{"expirationSeconds":86400}""");

    private async Task StartAsync(string signingKey, KeyActivation activation = KeyActivation.Published, params string[] files)
    {
        await StopAsync();
        _loggers = LoggerFactory.Create(builder => builder.AddProvider(_log));
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = _folder.File("data") },
            Keys = new KeyOptions { SigningKeyFile = signingKey, SigningKeyActivation = activation, PublicationLead = Lead, VerificationKeyFiles = files },
        };
        _server = await new SignetServerBuilder(options) { Time = _time, Logging = new LoggingPlan.Shared(_loggers) }.StartAsync(
            TestContext.Current.CancellationToken);
        _admin = InProcessClient.Of(_server);
        await _admin.UntilDefaultAccountAsync();
    }

    private async Task StopAsync()
    {
        _admin?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _loggers?.Dispose();
        (_admin, _server, _loggers) = (null, null, null);
    }

    private async Task<IReadOnlyList<string>> PublishedAsync() =>
        [.. (await _admin!.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];

    private Task UntilSignsAsync(string keyId, TimeSpan step) => Patience.UntilAsync(
        async () =>
        {
            _time.Advance(step);
            return KidOf(await IssueAsync()) == keyId;
        },
        "the new key signs");

    private Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(_log.Text.Contains(text, StringComparison.Ordinal)), $"the log says \"{text}\"");

    private async Task DeleteAsync(string label)
    {
        await Hsm.ToolAsync(_token, "--delete-object", "--type", "privkey", "--label", label);
        await Hsm.ToolAsync(_token, "--delete-object", "--type", "pubkey", "--label", label);
    }

    private string Uri(string label) => Hsm.Uri($"token={_token};object={label}");
}
