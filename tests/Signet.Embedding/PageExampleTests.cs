using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Server.Hosting;

namespace Signet.Embedding;

/// <summary>The example of docs/how-to/embed.md for a server in the process of another program, compiled with the public API only.</summary>
public sealed class PageExampleTests
{
    [Fact]
    public async Task Example_Run_IssuesAndReviewsAToken()
    {
        // Example begins
        await using var signet = await new SignetServerBuilder().StartAsync();

        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(signet.CaBundlePem);
        handler.SslOptions.ClientCertificates = [signet.AdministratorCertificate];
        using var admin = new HttpClient(handler) { BaseAddress = signet.Address };

        const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
        await admin.PostAsJsonAsync(Accounts, new { metadata = new { name = "builder" } });
        var issued = await admin.PostAsJsonAsync($"{Accounts}/builder/token", new { spec = new { audiences = new[] { "vault" } } });
        var token = (string?)(await issued.Content.ReadFromJsonAsync<JsonNode>())?["status"]?["token"];

        const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
        var reviewed = await admin.PostAsJsonAsync(Reviews, new { spec = new { token, audiences = new[] { "vault" } } });
        var status = (await reviewed.Content.ReadFromJsonAsync<JsonNode>())?["status"];
        // Example ends

        Assert.Equal("true", status?["authenticated"]?.ToJsonString());
        Assert.Equal("system:serviceaccount:default:builder", (string?)status?["user"]?["username"]);
    }

    [Fact]
    public void Page_Example_IsTheCodeOfTheTest()
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests/Signet.Embedding/PageExampleTests.cs"));
        var page = File.ReadAllText(Path.Combine(Root(), "docs/how-to/embed.md"));
        var lines = Between(source, "// Example begins\n", "        // Example ends").Split('\n').Select(line => line.Length > 8 ? line[8..] : line);

        var code = Between(page, "```csharp\n", "```");
        Assert.Equal(string.Join('\n', lines).TrimEnd(), Between(code, "using Signet.Server.Hosting;\n\n", "\0").TrimEnd());
    }

    /// <summary>The folder of the solution, above the one with the built tests.</summary>
    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Signet.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Signet.slnx is in no folder above the tests");
        }

        return folder;
    }

    private static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var until = text.IndexOf(end, from, StringComparison.Ordinal);
        return until < 0 ? text[from..] : text[from..until];
    }
}
