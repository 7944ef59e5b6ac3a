using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Signet.Server.Hosting.Directories;
using Signet.Testing;
using static Signet.Tests.Serving.Keys.KeyServer;

namespace Signet.Tests.Serving.Keys;

/// <summary>The API on the control socket: the same pipeline, with the identity of the administrator.</summary>
public sealed class ControlSocketServingTests
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    [Fact]
    public async Task Requests_OnTheSocket_AreTheAdministratorsAndTheAuditSaysSo()
    {
        await using var server = await StartAsync();
        using var control = server.ControlClient();

        var user = (await control.CreateAsync(Reviews, "{}"))["status"]!["userInfo"]!;

        Assert.Equal("signet-admin", (string?)user["username"]);
        Assert.Equal(["system:masters", "system:authenticated"], user["groups"]!.AsArray().Select(group => (string?)group));
        var audited = await server.AuditedAsync(one => ((string?)one["requestURI"])?.EndsWith("selfsubjectreviews", StringComparison.Ordinal) == true);
        Assert.Equal("control-socket", (string?)audited["user"]!["extra"]!["tokens.signet.dev/connection"]![0]);
    }

    /// <summary>What makes a request the administrator's is the connection; no header can, here or over TLS, and none can take it away.</summary>
    [Fact]
    public async Task Requests_WithCredentials_AreStillDecidedByTheConnection()
    {
        await using var server = await StartAsync();
        using var control = server.ControlClient();
        control.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "unknown");
        using var anonymous = new ApiClient(server.Server.CreateClient());
        anonymous.Http.DefaultRequestHeaders.Add("X-Remote-User", "signet-admin");
        anonymous.Http.DefaultRequestHeaders.Add("X-Remote-Group", "system:masters");
        anonymous.Http.DefaultRequestHeaders.Add("X-Remote-Extra-tokens.signet.dev%2Fconnection", "control-socket");

        Assert.Equal(HttpStatusCode.Created, (await control.PostAsync(Operations, Operation("List"))).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.PostAsync(Operations, Operation("List"))).Code);
    }

    /// <summary>A running watch is authenticated again after each change of access.</summary>
    [Fact]
    public async Task Watch_OnTheSocket_OutlivesAChangeOfKeys()
    {
        await using var server = await StartAsync();
        using var control = server.ControlClient();
        using var response = await control.Http.GetAsync(
            "/api/v1/namespaces?watch=true", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        await server.Admin.CreateAsync(Operations, Operation("Prepare"));
        await server.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"after"}}""");

        using var patience = new CancellationTokenSource(Patience.Limit);
        string? line;
        do
        {
            line = await lines.ReadLineAsync(patience.Token);
            Assert.NotNull(line);
            Assert.DoesNotContain("\"code\":410", line, StringComparison.Ordinal);
        }
        while (!line.Contains("\"name\":\"after\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Socket_EndOfTheServer_IsRemoved()
    {
        var server = await StartAsync();
        var path = Path.Combine(server.DataDirectory, ControlSocket.Name);
        Assert.True(File.Exists(path));

        await server.Server.DisposeAsync();

        Assert.False(File.Exists(path));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Start_SocketCannotBeMade_ServesWithoutAndWarns()
    {
        using var folder = new TemporaryFolder();
        await using (await SignetInProcess.ServeAsync(folder.File("data"), "--signing-algorithm", "ES256"))
        {
        }

        Directory.CreateDirectory(folder.File($"data/{ControlSocket.Name}"));
        await using var server = await SignetInProcess.ServeAsync(folder.File("data"));

        await server.UntilSaysAsync("There is no control socket");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/namespaces")).Code);
    }

    [Fact]
    public async Task Socket_MalformedRequest_DoesNotEndTheServer()
    {
        await using var server = await StartAsync();
        using var control = server.ControlClient();
        using var odd = new StringContent("{", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await control.Http.PostAsync(Operations, odd, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await control.PostAsync(Operations, Operation("List"))).Code);
    }
}
