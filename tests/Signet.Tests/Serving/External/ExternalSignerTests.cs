using System.Net;
using Grpc.Core;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Serving.External;

/// <summary>A server whose tokens an external signer signs: issuing, reviewing and publishing, while the signer works, misbehaves and is away.</summary>
public sealed class ExternalSignerTests : IAsyncLifetime
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private readonly TemporaryFolder _folder = new();
    private FaultySigner _signer = null!;

    public async ValueTask InitializeAsync() => _signer = await FaultySigner.StartAsync(_folder.File("s"));

    public async ValueTask DisposeAsync()
    {
        await _signer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Issue_SignerWorks_TokenIsReviewedAndPublishedKeysAreThoseOfDiscovery()
    {
        var legacy = TestKeyRing.NewSigner("legacy");
        _signer.Keys = () => FaultySigner.AnswerOf(FaultySigner.KeyOf(_signer.Signer), FaultySigner.KeyOf(legacy, isExcluded: true));
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);

        var token = await admin.IssueAsync("default");

        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        var keys = (await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray();
        Assert.Equal(["first"], keys.Select(key => (string)key!["kid"]!));

        // A token that the excluded key has signed before is still accepted here.
        var parts = token.Split('.');
        var old = await FaultySigner.SignWithAsync(legacy, parts[1]);
        Assert.True((bool)(await admin.ReviewAsync($"{old.Header}.{parts[1]}.{old.Signature}"))["authenticated"]!);
    }

    [Fact]
    public async Task Issue_SignerAway_503AndReviewsGoOn()
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var token = await admin.IssueAsync("default");
        await _signer.DisposeAsync();

        var refused = await admin.PostAsync(TokenPath, "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        Assert.Equal(1, (int)refused.Json["details"]!["retryAfterSeconds"]!);
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);

        _signer = await RestartAsync(_signer);
        Assert.True((bool)(await admin.ReviewAsync(await admin.IssueAsync("default")))["authenticated"]!);
    }

    [Fact]
    public async Task Issue_InvalidSignature_500AndTheReasonIsInTheLogOnly()
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        _signer.Sign = (_, _) => FaultySigner.SignWithAsync(_signer.Signer, "e30");

        var refused = await admin.PostAsync(TokenPath, "{}");

        Assert.Equal(HttpStatusCode.InternalServerError, refused.Code);
        Assert.DoesNotContain("verify", refused.Body, StringComparison.Ordinal);
        await server.UntilSaysAsync("does not verify");
    }

    /// <summary>Another server of the same signer has issued the token with a key that is not known here yet.</summary>
    [Fact]
    public async Task Review_UnknownKey_IsFetched()
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var claims = (await admin.IssueAsync("default")).Split('.')[1];
        _signer.Signer = TestKeyRing.NewSigner("second");
        var other = await FaultySigner.SignWithAsync(_signer.Signer, claims);

        var status = await admin.ReviewAsync($"{other.Header}.{claims}.{other.Signature}");

        Assert.True((bool)status["authenticated"]!, status.ToJsonString());
        Assert.Equal(2, _signer.Fetches);
    }

    [Fact]
    public async Task Review_MadeUpKeys_AtMostOneFetchInASecond()
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var claims = (await admin.IssueAsync("default")).Split('.')[1];
        var started = TimeProvider.System.GetTimestamp();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => FaultySigner.SignWithAsync(TestKeyRing.NewSigner($"made-up-{i}"), claims)));

        var answers = await Task.WhenAll(tokens.Select(token => admin.ReviewAsync($"{token.Header}.{claims}.{token.Signature}")));

        Assert.All(answers, status => Assert.NotEqual(true, (bool?)status["authenticated"]));
        Assert.InRange(_signer.Fetches - 1, 1, (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds + 1);
    }

    [Fact]
    public async Task Issue_LongLifetime_IsAtMostThatOfTheSigner()
    {
        _signer.Metadata = () => new MetadataResponse { MaxTokenExpirationSeconds = 7200 };
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);

        var issued = await admin.CreateAsync(TokenPath, """{"spec":{"expirationSeconds":86400}}""");

        Assert.Equal(7200, (long)issued["spec"]!["expirationSeconds"]!);
    }

    [Fact]
    public async Task Readyz_Verbose_HasTheAgeOfTheKeys()
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);

        Assert.Contains("[+]remote-key-follower ok: the keys of the external signer are ", (await admin.GetAsync("/readyz?verbose")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_LifetimeLongerThanThatOfTheSigner_Refused()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => ServeAsync("--service-account-max-token-expiration", "25h"));

        Assert.Contains("90000 s, which is longer than the 86400 s", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    [Theory]
    [InlineData(599)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Start_SignerWithShortLifetime_Refused(long seconds)
    {
        _signer.Metadata = () => new MetadataResponse { MaxTokenExpirationSeconds = seconds };

        var refused = await Assert.ThrowsAsync<StartupException>(() => ServeAsync());

        Assert.Contains("at least 600 s are required", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    [Fact]
    public async Task Start_InvalidKeys_RefusedAtOnce()
    {
        _signer.Keys = () => new FetchKeysResponse { RefreshHintSeconds = 60 };

        var refused = await Assert.ThrowsAsync<StartupException>(() => ServeAsync());

        Assert.Equal("--service-account-signing-endpoint: FetchKeys: the answer is invalid: it has no keys", refused.Message);
        Assert.Equal(1, _signer.Fetches);
    }

    [Fact]
    public async Task Start_MetadataRefused_Refused()
    {
        _signer.Metadata = () => throw new RpcException(new Status(StatusCode.Unimplemented, "no such method"));

        var refused = await Assert.ThrowsAsync<StartupException>(() => ServeAsync());

        Assert.Contains("Metadata: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--service-account-signing-key-file")]
    [InlineData("--service-account-key-file")]
    [InlineData("--unpublished-key-file")]
    public async Task Start_WithAKeyFile_Refused(string flag)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => ServeAsync(flag, "key.pem"));

        Assert.Equal($"{flag} and --service-account-signing-endpoint are mutually exclusive", refused.Message);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    private static async Task<FaultySigner> RestartAsync(FaultySigner former)
    {
        var next = await FaultySigner.StartAsync(former.Path);
        next.Signer = former.Signer;
        return next;
    }

    private static async Task<ApiClient> AdminAsync(SignetInProcess server)
    {
        var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return admin;
    }

    private Task<SignetInProcess> ServeAsync(params string[] flags) =>
        SignetInProcess.ServeInMemoryAsync(["--service-account-signing-endpoint", _signer.Path, .. flags]);
}
