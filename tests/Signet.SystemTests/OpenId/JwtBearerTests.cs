using System.Net;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Signet.Testing;

namespace Signet.SystemTests.OpenId;

/// <summary>An ASP.NET application that is configured only with the issuer and its audience.</summary>
public sealed class JwtBearerTests
{
    public static TheoryData<string, string> Issuers => IssuerCases.All;

    [Theory]
    [MemberData(nameof(Issuers))]
    public async Task JwtBearer_ByTheIssuerAlone_VerifiesTokens(string path, string algorithm)
    {
        await using var issuer = await PublicIssuer.StartAsync(path, algorithm);
        await using var application = await StartAsync(issuer);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        var token = await issuer.IssueAsync("vault");

        Assert.Equal((HttpStatusCode.OK, "system:serviceaccount:default:builder"), await AskAsync(client, token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client, PublicIssuer.Tamper(token))).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client, await issuer.IssueAsync("another"))).Code);
    }

    /// <summary>Key changes as in docs/how-to/federation.md: effective without waiting for a refresh interval.</summary>
    [Fact]
    public async Task JwtBearer_AfterAKeyChange_ReadsTheKeysAgainForATokenOfTheNewOne()
    {
        await using var issuer = await PublicIssuer.StartAsync("");
        await using var application = await StartAsync(issuer);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        var old = await issuer.IssueAsync("vault");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, old)).Code);

        await issuer.ReplaceKeyAsync("ES256");
        var token = await issuer.IssueAsync("vault");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, old)).Code);
        await Patience.UntilAsync(async () => (await AskAsync(client, token)).Code == HttpStatusCode.OK, "the new key is known");
    }

    /// <summary>The intervals in docs/how-to/federation.md.</summary>
    [Fact]
    public void JwtBearer_Defaults_AreThoseOfThePage()
    {
        var page = File.ReadAllText(Path.Combine(TestMachine.Root, "docs", "how-to", "federation.md"));
        var options = new JwtBearerOptions();

        Assert.True(options.RefreshOnIssuerKeyNotFound);
        Assert.Equal(TimeSpan.FromHours(12), ConfigurationManager<OpenIdConnectConfiguration>.DefaultAutomaticRefreshInterval);
        Assert.Equal(TimeSpan.FromMinutes(5), ConfigurationManager<OpenIdConnectConfiguration>.DefaultRefreshInterval);
        Assert.Equal(options.AutomaticRefreshInterval, ConfigurationManager<OpenIdConnectConfiguration>.DefaultAutomaticRefreshInterval);
        Assert.Equal(options.RefreshInterval, ConfigurationManager<OpenIdConnectConfiguration>.DefaultRefreshInterval);
        Assert.Equal(TimeSpan.FromHours(1), BaseConfigurationManager.DefaultLastKnownGoodConfigurationLifetime);
        Assert.True(new ConfigurationManager<OpenIdConnectConfiguration>("https://issuer.example.com", new OpenIdConnectConfigurationRetriever()).UseLastKnownGoodConfiguration);
        Assert.Contains("`LastKnownGoodLifetime` (1 hour)", page, StringComparison.Ordinal);
        Assert.Contains("`AutomaticRefreshInterval` (12 hours)", page, StringComparison.Ordinal);
        Assert.Contains("`RefreshInterval` (5 minutes)", page, StringComparison.Ordinal);
        Assert.Contains("`RefreshOnIssuerKeyNotFound`", page, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(PublicIssuer issuer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.Authority = issuer.Issuer;
            bearer.Audience = "vault";
            bearer.MapInboundClaims = false;
            bearer.BackchannelHttpHandler = issuer.CreateHandler();
        });
        var application = builder.Build();
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapGet("/", (HttpContext http) => http.Response.WriteAsync(http.User.FindFirst("sub")!.Value)).RequireAuthorization();
        await application.StartAsync();
        return application;
    }

    private static async Task<(HttpStatusCode Code, string Subject)> AskAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Authorization = new("Bearer", token) } };
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
