using Signet.SystemTests.NodeClient;

namespace Signet.SystemTests.OpenId;

/// <summary>jose, the library of most JavaScript servers.</summary>
public sealed class JoseTests
{
    [Fact]
    public async Task Jose_ByTheIssuerAlone_VerifiesTokens()
    {
        using var project = await NodeProject.InstallAsync();
        foreach (var (path, algorithm) in IssuerCases.All.Select(row => row.Data))
        {
            await using var issuer = await PublicIssuer.StartAsync(path, algorithm);
            var token = await issuer.IssueAsync("vault");

            var found = await project.RunAsync(
                new() { ["NODE_EXTRA_CA_CERTS"] = issuer.AuthorityFile },
                "verify.mjs", issuer.Issuer, "vault", token, PublicIssuer.Tamper(token), await issuer.IssueAsync("another"));

            Assert.Equal(
                """["system:serviceaccount:default:builder","ERR_JWS_SIGNATURE_VERIFICATION_FAILED","ERR_JWT_CLAIM_VALIDATION_FAILED"]""", found.Trim());
        }
    }
}
