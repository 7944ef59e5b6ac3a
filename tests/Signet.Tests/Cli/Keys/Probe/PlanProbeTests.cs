using System.Net;
using Signet.Testing;

namespace Signet.Tests.Cli.Keys.Probe;

/// <summary><c>signet keys plan --probe</c> against a real server, and against copies of its JWKS that are not fresh.</summary>
public sealed class PlanProbeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/openid/v1/jwks")]
    public async Task Probe_JwksOfTheServer_IsSafe(string path)
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);

        var probed = (await stage.RunAsync(
            "plan", "-o", "json", "--probe", new Uri(stage.Server.Address, path).OriginalString, "--probe-ca", Path.Combine(stage.DataDirectory, "ca.crt"))).Expect(0);

        Assert.StartsWith($"Probe of {stage.Server.Address}openid/v1/jwks: safe\n", probed.Errors, StringComparison.Ordinal);
        Assert.Single(probed.Keys);
    }

    /// <summary>A cache between relying parties and server has a copy of before the rotation.</summary>
    [Fact]
    public async Task Probe_CachedCopyWithoutTheNextKey_IsNotSafe()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);
        string former;
        using (var admin = new ApiClient(stage.Server.CreateClient(asAdministrator: true)))
        {
            former = (await admin.GetAsync("/openid/v1/jwks")).Body;
        }

        (await stage.RunAsync("rotate")).Expect(0);
        using var cache = new HttpListener();
        var prefix = Listen(cache);
        var answering = AnswerAsync(cache, former);

        var probed = (await stage.RunAsync("plan", "--probe", prefix + "jwks")).Expect(4);
        await answering;

        Assert.Contains("NOT SAFE", probed.Errors, StringComparison.Ordinal);
        Assert.Matches(@"  ! the key \S+ signs from \S+, in 8\d+ s, and is missing; a cache has kept this copy for 1200 s\n", probed.Errors);
    }

    [Fact]
    public async Task Probe_NoJwks_IsNotSafe()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);
        var ca = Path.Combine(stage.DataDirectory, "ca.crt");

        Assert.Contains("neither a JWKS nor a discovery document", (await stage.RunAsync(
            "plan", "--probe", $"{stage.Server.Address}version", "--probe-ca", ca)).Expect(4).Errors, StringComparison.Ordinal);
        var otherCa = (await stage.RunAsync("plan", "--probe", $"{stage.Server.Address}openid/v1/jwks")).Expect(4).Errors;
        Assert.Contains("cannot be fetched", otherCa, StringComparison.Ordinal);
        Assert.Contains("another CA is given by --probe-ca FILE", otherCa, StringComparison.Ordinal);
        Assert.Contains("--probe: \"nothing\" is not allowed", (await stage.RunAsync("plan", "--probe", "nothing")).Expect(78).Errors, StringComparison.Ordinal);
        Assert.Contains("--probe-ca", (await stage.RunAsync("plan", "--probe", "https://x", "--probe-ca", ca + ".none")).Expect(78).Errors, StringComparison.Ordinal);
    }

    private static string Listen(HttpListener listener)
    {
        using var port = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var prefix = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/";
        port.Stop();
        listener.Prefixes.Add(prefix);
        listener.Start();
        return prefix;
    }

    private static async Task AnswerAsync(HttpListener listener, string body)
    {
        var context = await listener.GetContextAsync();
        context.Response.Headers["Cache-Control"] = "public, max-age=3600";
        context.Response.Headers["Age"] = "1200";
        context.Response.ContentType = "application/jwk-set+json";
        await using var output = new StreamWriter(context.Response.OutputStream);
        await output.WriteAsync(body);
    }
}
