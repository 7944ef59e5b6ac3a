using System.Net;
using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary>A signer whose key is in SoftHSM, and a server that it signs for, as processes.</summary>
public sealed class SignerHsmTests : IDisposable
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string SigningKey = "--service-account-signing-key-file";
    private readonly TemporaryFolder _folder = new();
    private readonly SoftHsm _hsm = SoftHsm.Create();

    private string Socket => _folder.File("signer.sock");

    public void Dispose()
    {
        _hsm.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("rsa:2048")]
    [InlineData("EC:prime256v1")]
    [InlineData("EC:secp384r1")]
    public async Task Signer_TokenPulledAndReturned_IssuingContinuesAndReviewsNeverStop(string type)
    {
        await PrepareAsync(type);
        await using var signer = await SignerProcess.StartWithAsync(_hsm.Environment, Socket, _folder.File("signer"), SigningKey, Uri("signing"));
        await PullAndReturnAsync(signer);
        Assert.Equal(0, await signer.TerminateAsync());
        Assert.DoesNotContain(SoftHsm.Pin, signer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa:2048")]
    [InlineData("EC:prime256v1")]
    public async Task ServeSignerListen_TokenPulledAndReturned_IssuingContinuesAndReviewsNeverStop(string type)
    {
        await PrepareAsync(type);
        await using var authority = await SignetProcess.ServeWithAsync(
            _hsm.Environment, _folder.File("signer"), SigningKey, Uri("signing"), "--signer-listen", $"unix:{Socket}");
        await PullAndReturnAsync(authority);
        Assert.Equal(0, await authority.TerminateAsync());
    }

    /// <summary>A key in a token succeeds another one as a key file does, also when the signer is restarted with its URI.</summary>
    [Fact]
    public async Task Signer_RestartedWithAnotherKey_FormerKeySignsUntilTheNewOneIsPublishedLongEnough()
    {
        await PrepareAsync("EC:prime256v1");
        await _hsm.AddKeyAsync("signet", "EC:secp384r1", "second", "02");
        string token;
        await using (var signer = await SignerProcess.StartWithAsync(_hsm.Environment, Socket, _folder.File("signer"), SigningKey, Uri("signing")))
        {
            await using var server = await ServeAsync();
            using var admin = await AdminAsync(server);
            token = await admin.IssueAsync("default");
            Assert.Equal(0, await signer.TerminateAsync());
        }

        await using (var signer = await SignerProcess.StartWithAsync(
            _hsm.Environment, Socket, _folder.File("signer"), SigningKey, Uri("second"), "--signer-refresh-hint", "1s"))
        {
            await using var server = await ServeAsync();
            using var admin = await AdminAsync(server);
            await Patience.UntilAsync(
                async () => (await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray().Count == 2, "the new key is published beside the former one");
            Assert.Equal(token.Split('.')[0], (await admin.IssueAsync("default")).Split('.')[0]);
            Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
            Assert.Equal(0, await signer.TerminateAsync());
        }
    }

    private static async Task<ApiClient> AdminAsync(SignetProcess server)
    {
        var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return admin;
    }

    private async Task PullAndReturnAsync(SignetProcess signer)
    {
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var token = await admin.IssueAsync("default");
        var keys = (await admin.GetAsync("/openid/v1/jwks")).Body;

        _hsm.Pull();
        await Patience.UntilAsync(async () => (await admin.PostAsync(TokenPath, "{}")).Code == HttpStatusCode.ServiceUnavailable, "no token is issued");
        await signer.UntilSaysAsync("[5160]");
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        Assert.Equal(keys, (await admin.GetAsync("/openid/v1/jwks")).Body);

        _hsm.Return();
        await Patience.UntilAsync(async () => (await admin.PostAsync(TokenPath, "{}")).Code == HttpStatusCode.Created, "tokens are issued again");
        await signer.UntilSaysAsync("[5161]");
        var next = await admin.IssueAsync("default");
        Assert.Equal(token.Split('.')[0], next.Split('.')[0]);
        Assert.True((bool)(await admin.ReviewAsync(next))["authenticated"]!);
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
    }

    private async Task PrepareAsync(string type)
    {
        await _hsm.AddTokenAsync("signet");
        await _hsm.AddKeyAsync("signet", type, "signing", "01");
    }

    private string Uri(string label) => _hsm.Uri($"token=signet;object={label}");

    private Task<SignetProcess> ServeAsync() => SignetProcess.ServeAsync(_folder.File("server"), "--service-account-signing-endpoint", Socket);
}
