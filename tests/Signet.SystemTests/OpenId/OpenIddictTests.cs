using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Validation;

namespace Signet.SystemTests.OpenId;

/// <summary>OpenIddict's validation, which fetches both documents with <c>Accept: application/json</c>.</summary>
public sealed class OpenIddictTests
{
    public static TheoryData<string, string> Issuers => IssuerCases.All;

    [Theory]
    [MemberData(nameof(Issuers))]
    public async Task OpenIddict_ByTheIssuerAlone_VerifiesTokens(string path, string algorithm)
    {
        await using var issuer = await PublicIssuer.StartAsync(path, algorithm);
        await using var services = Build(issuer);
        var validation = services.GetRequiredService<OpenIddictValidationService>();
        var token = await issuer.IssueAsync("vault");

        var principal = await validation.ValidateAccessTokenAsync(token);

        Assert.Equal("system:serviceaccount:default:builder", principal.FindFirstValue("sub"));
        await Assert.ThrowsAsync<OpenIddictExceptions.ProtocolException>(async () => await validation.ValidateAccessTokenAsync(PublicIssuer.Tamper(token)));
        var other = await issuer.IssueAsync("another");
        await Assert.ThrowsAsync<OpenIddictExceptions.ProtocolException>(async () => await validation.ValidateAccessTokenAsync(other));
    }

    private static ServiceProvider Build(PublicIssuer issuer)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpenIddict().AddValidation(validation =>
        {
            validation.SetIssuer(issuer.Issuer);
            validation.AddAudiences("vault");

            // Kubernetes' tokens have no "typ"; OpenIddict expects "at+jwt" by default.
            validation.Configure(options => options.TokenValidationParameters.TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) ? "at+jwt" : type);
            validation.UseSystemNetHttp(http => http.ConfigureHttpClientHandler(handler => handler.ServerCertificateCustomValidationCallback =
                (_, certificate, chain, _) =>
                {
                    chain!.ChainPolicy = issuer.Server.TrustPolicy();
                    return chain.Build(certificate!);
                }));
        });
        return services.BuildServiceProvider();
    }
}
