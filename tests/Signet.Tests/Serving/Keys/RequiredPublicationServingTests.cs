using System.Net;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Testing;
using Signet.Tests.Hosting;
using static Signet.Tests.Serving.Keys.KeyServer;

namespace Signet.Tests.Serving.Keys;

/// <summary>A server whose keys wait for the confirmation of their publication, with a clock of the test.</summary>
public sealed class RequiredPublicationServingTests : IAsyncDisposable
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(3);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private SignetServer? _server;
    private ApiClient? _admin;

    private ServerOptions Options => new()
    {
        Store = new StoreOptions { DataDirectory = _folder.File("data") },
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256, RotationInterval = Interval, PublicationLead = Lead, PublicationRequired = true },
    };

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Rotation_SignsOnlyALeadAfterThePublicationIsConfirmed()
    {
        await StartAsync();
        var first = await KidAsync();

        // The next key is published when it is due, and waits long beyond the interval.
        await UntilAsync(async () => (await PublishedAsync()).Count == 2, "the next key is published", TimeSpan.FromMinutes(1));
        var next = (await PublishedAsync()).Single(keyId => keyId != first);
        _time.Advance(Interval);
        await UntilAsync(async () => (await ReadyAsync()).Contains("in use beyond its rotation interval", StringComparison.Ordinal), "readyz says so", TimeSpan.FromMinutes(1));
        Assert.Equal(first, await KidAsync());
        var plan = await _admin!.CreateAsync(Operations, Operation("Plan"));
        Assert.True((bool?)plan["status"]!["policy"]!["publicationRequired"]);
        Assert.Contains("its publication is not confirmed", (string?)KeysIn(plan).Last()["safety"], StringComparison.Ordinal);
        Assert.Null(plan["status"]!["schedule"]);
        await UntilAsync(async () => ((string?)(await ObjectAsync(next))?["reasons"]?["signsFrom"])?.Contains("its publication is not confirmed", StringComparison.Ordinal) == true,
            "the object says so", TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.PostAsync(Operations, Operation("Rotate"))).Code);
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.PostAsync(Operations, Operation("Activate", $$""","keyID":"{{next}}" """))).Code);

        var confirmed = _time.GetUtcNow();
        await _admin.CreateAsync(Operations, Operation("Confirm", $$""","keyIDs":["{{first}}","{{next}}","other"],"targets":1"""));

        await UntilAsync(async () => await KidAsync() == next, "the next key signs", TimeSpan.FromMinutes(1));
        Assert.True(_time.GetUtcNow() >= confirmed + Lead);
        Assert.DoesNotContain("confirm", await ReadyAsync(), StringComparison.Ordinal);
        await UntilAsync(async () => (await ObjectAsync(next))?["publicationConfirmedAt"] is not null, "the object has the time", TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("""{"spec":{"action":"Confirm"}}""", "spec.keyIDs", "spec.targets")]
    [InlineData("""{"spec":{"action":"Confirm","keyIDs":["a"],"targets":0}}""", "spec.targets")]
    [InlineData("""{"spec":{"action":"List","keyIDs":["a"]}}""", "spec.keyIDs")]
    [InlineData("""{"spec":{"action":"Documents","targets":1}}""", "spec.targets")]
    public async Task Create_ConfirmationThatIsWrong_NamesTheFields(string body, params string[] fields)
    {
        await StartAsync();

        var refused = await _admin!.PostAsync(Operations, body);

        Assert.Equal(422, (int)refused.Code);
        Assert.Equal(fields, refused.Json["details"]!["causes"]!.AsArray().Select(cause => (string?)cause!["field"]));
    }

    [Fact]
    public async Task Start_KeyFile_IsRefusedWithWhatToDo()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("signing.key"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        var options = Options with { Keys = Options.Keys with { SigningKeyFile = _folder.File("signing.key") } };

        var refused = await Assert.ThrowsAsync<StartupException>(() => new SignetServerBuilder(options).StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("--signing-key-publication-required: only managed keys wait for their publication", refused.Message, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        _server = await new SignetServerBuilder(Options) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        _admin = InProcessClient.Of(_server);
        await _admin.UntilDefaultAccountAsync();
    }

    private async Task<string> KidAsync() => JwtReader.TryRead(await _admin!.IssueAsync("default"))!.KeyId;

    private async Task<string> ReadyAsync() => (await _admin!.GetAsync("/readyz?verbose")).Body;

    private async Task<System.Text.Json.Nodes.JsonNode?> ObjectAsync(string keyId) =>
        (await _admin!.GetAsync($"/apis/tokens.signet.dev/v1alpha1/signingkeys/{keyId}")).Json["status"];

    private async Task<IReadOnlyList<string>> PublishedAsync() =>
        [.. (await _admin!.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];

    private Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan step) => Patience.UntilAsync(
        async () =>
        {
            _time.Advance(step);
            return await isSo();
        },
        what);
}
