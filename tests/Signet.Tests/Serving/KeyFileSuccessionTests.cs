using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Testing;
using Signet.Tests.Hosting;

namespace Signet.Tests.Serving;

/// <summary>A server whose signing key file changes while it runs, and between runs.</summary>
public sealed class KeyFileSuccessionTests : IAsyncDisposable
{
    private const string Keys = "/apis/tokens.signet.dev/v1alpha1/signingkeys";
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(61);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string[] _pems = [NewPem(), NewPem()];
    private SignetServer? _server;
    private ApiClient? _admin;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task NewFile_WhileTheServerRuns_IsPublishedAndSignsAfterItsWindow()
    {
        await StartAsync(_pems[0]);
        var former = await _admin!.IssueAsync("default", """{"expirationSeconds":86400}""");

        await WriteAsync(_pems[1]);

        await UntilPublishedAsync(1, 0);
        Assert.Equal(IdOf(0), await KidAsync());
        await UntilAsync(async () => (await StateAsync(0), await StateAsync(1)) == ("Current", "Next"), "the objects follow", TimeSpan.FromSeconds(1));
        await WriteAsync("garbage");
        _server!.Reload();
        await UntilAsync(async () => await KidAsync() == IdOf(1), "the new key signs", TimeSpan.FromMinutes(1));
        Assert.True(_time.GetUtcNow() >= Start + Lead);
        await UntilAsync(async () => (await StateAsync(0), await StateAsync(1)) == ("Previous", "Current"), "the objects follow", TimeSpan.FromSeconds(1));
        Assert.True((bool?)(await _admin.ReviewAsync(former))["authenticated"]);
    }

    [Fact]
    public async Task NewFile_Immediate_SignsAtOnce()
    {
        await StartAsync(_pems[0], KeyActivation.Immediate);
        var former = await _admin!.IssueAsync("default");

        await WriteAsync(_pems[1]);

        await UntilAsync(async () => await KidAsync() == IdOf(1), "the new key signs", TimeSpan.Zero);
        Assert.Equal(Start, _time.GetUtcNow());
        Assert.True((bool?)(await _admin.ReviewAsync(former))["authenticated"]);
        Assert.Equal([IdOf(1), IdOf(0)], await PublishedAsync());
    }

    [Fact]
    public async Task NewFile_Exclusive_TokensOfTheFormerKeyAreRefused()
    {
        await StartAsync(_pems[0], KeyActivation.Exclusive);
        var former = await _admin!.IssueAsync("default");

        await WriteAsync(_pems[1]);

        await UntilAsync(async () => await KidAsync() == IdOf(1), "the new key signs", TimeSpan.Zero);
        Assert.Null((await _admin.ReviewAsync(former))["authenticated"]);
        Assert.Equal([IdOf(1)], await PublishedAsync());
    }

    [Fact]
    public async Task Restart_DuringTheWindow_TheNewKeySignsAndTheFormerOneVerifies()
    {
        await StartAsync(_pems[0]);
        var former = await _admin!.IssueAsync("default", """{"expirationSeconds":86400}""");
        await WriteAsync(_pems[1]);
        await UntilPublishedAsync(1, 0);

        await StartAsync(_pems[1]);

        Assert.Equal(IdOf(1), await KidAsync());
        Assert.True((bool?)(await _admin.ReviewAsync(former))["authenticated"]);
        Assert.Equal([IdOf(1), IdOf(0)], await PublishedAsync());
    }

    [Fact]
    public async Task Start_LeadShorterThanMaxAge_IsRefusedWithTheNumbers()
    {
        await WriteAsync(_pems[0]);
        var options = OptionsOf(KeyActivation.Published);
        options = options with { Keys = options.Keys with { PublicationLead = TimeSpan.FromMinutes(60) } };

        var refused = await Assert.ThrowsAsync<StartupException>(() => new SignetServerBuilder(options).StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("--signing-key-publication-lead: a key is published 1h0m0s before it signs", refused.Message, StringComparison.Ordinal);
    }

    private DateTimeOffset Start { get; set; }

    private async Task StartAsync(string pem, KeyActivation activation = KeyActivation.Published)
    {
        await StopAsync();
        await WriteAsync(pem);
        _server = await new SignetServerBuilder(OptionsOf(activation)) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        _admin = InProcessClient.Of(_server);
        Start = _time.GetUtcNow();
        await _admin.UntilDefaultAccountAsync();
    }

    private async Task StopAsync()
    {
        _admin?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private ServerOptions OptionsOf(KeyActivation activation) => new()
    {
        Store = new StoreOptions { DataDirectory = _folder.File("data") },
        Keys = new KeyOptions { SigningKeyFile = _folder.File("signing.key"), SigningKeyActivation = activation, PublicationLead = Lead },
    };

    private async Task WriteAsync(string content)
    {
        await File.WriteAllTextAsync(_folder.File("new"), content);
        File.Move(_folder.File("new"), _folder.File("signing.key"), overwrite: true);
        _server?.Reload();
    }

    private async Task<string> KidAsync() => JwtReader.TryRead(await _admin!.IssueAsync("default"))!.KeyId;

    private async Task<IEnumerable<string>> PublishedAsync() =>
        (await _admin!.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray().Select(key => (string)key!["kid"]!);

    private Task UntilPublishedAsync(params int[] keys) => UntilAsync(
        async () => (await PublishedAsync()).SequenceEqual(keys.Select(IdOf)), "the keys are published", TimeSpan.FromSeconds(1));

    private Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan step) => Patience.UntilAsync(
        async () =>
        {
            _time.Advance(step);
            return await isSo();
        },
        what);

    private async Task<string> StateAsync(int key)
    {
        var answer = (await _admin!.GetAsync($"{Keys}/{IdOf(key)}")).Json;
        return (string?)answer["status"]?["state"] ?? "";
    }

    private string IdOf(int key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(_pems[key]);
        return Base64UrlText.Encode(SHA256.HashData(ecdsa.ExportSubjectPublicKeyInfo()));
    }

    private static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
