using System.Net;

namespace Signet.Tests.Serving;

/// <summary>Secrets of type <c>kubernetes.io/service-account-token</c>, which no controller fills.</summary>
public sealed class TokenSecretTests(RunningServer running)
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Wanted =
        "299 - \"type: this server does not put a token into secrets of type \\\"kubernetes.io/service-account-token\\\"; request one that expires with " +
        "\\\"kubectl create token builder --namespace default\\\" or the TokenRequest API (POST to the subresource serviceaccounts/token)\"";

    [Fact]
    public async Task Write_WithoutAToken_WarnsEachTime()
    {
        var created = await running.Admin.PostAsync(Secrets, Body("ts-empty", ""));
        var patched = await running.Admin.PatchAsync($"{Secrets}/ts-empty", """{"metadata":{"labels":{"a":"1"}}}""", "application/merge-patch+json");
        var replaced = await running.Admin.PutAsync($"{Secrets}/ts-empty", Body("ts-empty", ""));
        var applied = await running.Admin.PatchAsync($"{Secrets}/ts-applied?fieldManager=m", Body("ts-applied", ""), "application/apply-patch+yaml");

        Assert.All([created, patched, replaced, applied], answer =>
        {
            Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.Created, answer.Body);
            Assert.Equal([Wanted], answer.Headers.GetValues("Warning"));
        });
    }

    [Fact]
    public async Task Write_WithATokenOrOfAnotherType_DoesNotWarn()
    {
        var filled = await running.Admin.PostAsync(Secrets, Body("ts-filled", ""","data":{"token":"eA=="}"""));
        var other = await running.Admin.PostAsync(Secrets, """{"metadata":{"name":"ts-other"}}""");

        Assert.All([filled, other], answer => Assert.False(answer.Headers.Contains("Warning"), answer.Body));
    }

    private static string Body(string name, string more) =>
        $"{{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{{\"name\":\"{name}\"," +
        """
        "annotations":{"kubernetes.io/service-account.name":"builder"}},"type":"kubernetes.io/service-account-token"
        """ + $"{more}}}";
}
