namespace Signet.SystemTests.OpenId;

/// <summary>The issuers that are tested with every library: the path of the issuer, and the algorithm.</summary>
internal static class IssuerCases
{
    public static TheoryData<string, string> All { get; } = new()
    {
        { "", "RS256" },
        { "/tenants/a", "ES256" },
        { "/tenants/a/", "ES384" },
    };
}
