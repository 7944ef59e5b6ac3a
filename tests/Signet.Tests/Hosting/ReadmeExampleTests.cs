using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting;
using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>The example of the README for a server in a process of one's own: it is this code, and it works.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public async Task Example_Run_IssuesAToken()
    {
        // README begins
        await using var signet = await new SignetServerBuilder().StartAsync();

        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(signet.CaBundlePem);
        handler.SslOptions.ClientCertificates = [signet.AdministratorCertificate];
        using var admin = new HttpClient(handler) { BaseAddress = signet.Address };

        const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
        await admin.PostAsJsonAsync(Accounts, new { metadata = new { name = "builder" } });
        var answer = await admin.PostAsJsonAsync($"{Accounts}/builder/token", new { spec = new { audiences = new[] { "vault" } } });
        var token = (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())?["status"]?["token"];
        // README ends

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var claims = ClaimsReader.TryRead(JwtReader.TryRead(token!)!.Payload.Span)!;
        Assert.Equal(signet.Issuer, claims.Issuer);
        Assert.Equal(["vault"], claims.Audiences);
    }

    [Fact]
    public void Readme_Example_IsTheCodeOfTheTest()
    {
        var source = File.ReadAllText(Path.Combine(TestMachine.Root, "tests/Signet.Tests/Hosting/ReadmeExampleTests.cs"));
        var readme = File.ReadAllText(Path.Combine(TestMachine.Root, "README.md"));
        var lines = Between(source, "// README begins\n", "        // README ends").Split('\n').Select(line => line.Length > 8 ? line[8..] : line);

        var example = Between(readme, "## In a process of your own", "## ");

        var code = Between(example, "```csharp\n", "```");
        Assert.Equal(string.Join('\n', lines).TrimEnd(), Between(code, "using Signet.Server.Hosting;\n\n", "\0").TrimEnd());
    }

    private static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var until = text.IndexOf(end, from, StringComparison.Ordinal);
        return until < 0 ? text[from..] : text[from..until];
    }
}
