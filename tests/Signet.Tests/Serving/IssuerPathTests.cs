using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>An issuer with a path has its documents below that path.</summary>
public sealed class IssuerPathTests : IDisposable
{
    private const string Configuration = "/.well-known/openid-configuration";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/tenants/a", "/tenants/a")]
    [InlineData("/tenants/a/", "/tenants/a")]
    [InlineData("/tenants/a/", "/tenants/a/")]
    [InlineData("/", "/")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/api", "/api")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1", "/apis/rbac.authorization.k8s.io/v1")]
    [InlineData("/version", "/version")]
    public async Task Issuer_WithAPath_ServesWhatItAdvertises(string path, string asked)
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--service-account-issuer", "https://issuer.example.test" + path, "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        var configuration = JsonNode.Parse(await client.GetStringAsync(new Uri(server.Address + asked[1..] + Configuration)))!;
        var keySet = JsonNode.Parse(await client.GetStringAsync(new Uri((string)configuration["jwks_uri"]!).AbsolutePath))!;

        Assert.Equal("https://issuer.example.test" + path, (string?)configuration["issuer"]);
        Assert.StartsWith("https://issuer.example.test" + path.TrimEnd('/') + "/", (string?)configuration["jwks_uri"], StringComparison.Ordinal);
        Assert.Single((JsonArray)keySet["keys"]!);
        Assert.Equal((string?)configuration["issuer"], (string?)JsonNode.Parse(await client.GetStringAsync(Configuration))!["issuer"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/tenants/b" + Configuration)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/v1/namespaces")).StatusCode);
    }

    [Fact]
    public async Task Issuer_BelowTheApiAndNotPublished_IsANonResourcePathForRbac()
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--service-account-issuer", "https://issuer.example.test/api/v1", "--publish-discovery=false", "--signing-algorithm", "ES256");
        using var client = new ApiClient(server.CreateClient());

        var answer = await client.GetAsync("/api/v1" + Configuration);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Code);
        Assert.Equal($"forbidden: User \"system:anonymous\" cannot get path \"/api/v1{Configuration}\"", (string?)answer.Json["message"]);
    }

    [Fact]
    public async Task Issuers_WithTwoPaths_EachHasItsOwnDocuments()
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--service-account-issuer", "https://i.example.test/new", "--service-account-issuer", "https://i.example.test/old", "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        foreach (var (path, issuer) in (IEnumerable<(string, string)>)[("", "new"), ("/new", "new"), ("/old", "old")])
        {
            Assert.Equal($"https://i.example.test/{issuer}", (string?)JsonNode.Parse(await client.GetStringAsync(path + Configuration))!["issuer"]);
        }

        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        var listed = (await admin.GetAsync("/")).Json["paths"]!.AsArray().Select(listed => (string?)listed);
        Assert.Superset(new HashSet<string?> { Configuration, "/new" + Configuration, "/old" + Configuration, "/old/openid/v1/jwks" }, listed.ToHashSet());
    }

    [Theory]
    [InlineData("--service-account-issuer", "HTTPS://issuer.example.test")]
    [InlineData("--service-account-issuer", "https://issuer.example.test/a/../b")]
    [InlineData("--service-account-issuer", "https://user@issuer.example.test")]
    [InlineData("--service-account-jwks-uri", "HTTPS://issuer.example.test/keys")]
    [InlineData("--cors-allowed-origins", "example.com")]
    public async Task Serve_ValueThatIsNotAllowed_IsRefusedInOneLine(string flag, string value)
    {
        var (code, _, errors) = await SignetProcess.RunAsync("serve", "--data-dir", _folder.File("data"), "--secure-port", "0", flag, value);

        Assert.NotEqual(0, code);
        Assert.Contains($"{flag}: \"{value}\" is not allowed", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
