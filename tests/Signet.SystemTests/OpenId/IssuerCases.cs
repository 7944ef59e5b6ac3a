namespace Signet.SystemTests.OpenId;

/// <summary>The issuers that every library has to get along with: what follows host and port, and the algorithm.</summary>
internal static class IssuerCases
{
    public static TheoryData<string, string> All { get; } = new()
    {
        { "", "RS256" },
        { "/tenants/a", "ES256" },
        { "/tenants/a/", "ES384" },
    };
}
