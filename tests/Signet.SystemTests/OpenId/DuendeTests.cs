using Duende.IdentityModel.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Signet.SystemTests.OpenId;

/// <summary>Duende's discovery client with its strict policy: issuer and addresses must be under the authority.</summary>
public sealed class DuendeTests
{
    public static TheoryData<string, string> Issuers => IssuerCases.All;

    [Theory]
    [MemberData(nameof(Issuers))]
    public async Task Duende_ByTheIssuerAlone_VerifiesTokens(string path, string algorithm)
    {
        await using var issuer = await PublicIssuer.StartAsync(path, algorithm);
        using var client = new HttpClient(issuer.CreateHandler());
        using var request = new DiscoveryDocumentRequest { Address = issuer.Issuer };

        var found = await client.GetDiscoveryDocumentAsync(request);

        Assert.False(found.IsError, found.Error);
        var rules = new TokenValidationParameters
        {
            ValidIssuer = found.Issuer,
            ValidAudience = "vault",
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = found.KeySet!.Keys.Select(key => new Microsoft.IdentityModel.Tokens.JsonWebKey
            {
                Kty = key.Kty,
                Use = key.Use,
                Kid = key.Kid,
                Alg = key.Alg,
                N = key.N,
                E = key.E,
                Crv = key.Crv,
                X = key.X,
                Y = key.Y,
            }),
        };
        var token = await issuer.IssueAsync("vault");
        var good = await new JsonWebTokenHandler().ValidateTokenAsync(token, rules);

        Assert.True(good.IsValid, good.Exception?.Message);
        Assert.Equal("system:serviceaccount:default:builder", good.Claims["sub"]);
        Assert.False((await new JsonWebTokenHandler().ValidateTokenAsync(PublicIssuer.Tamper(token), rules)).IsValid);
        Assert.False((await new JsonWebTokenHandler().ValidateTokenAsync(await issuer.IssueAsync("another"), rules)).IsValid);
    }
}
