namespace Signet.Server.Authentication.Issuers;

/// <summary>What <c>--authentication-config</c> says.</summary>
/// <param name="Issuers">The issuers.</param>
/// <param name="Anonymous">Who may come without credentials; null when the flag <c>--anonymous-auth</c> decides.</param>
internal sealed record AuthenticationConfiguration(IReadOnlyList<JwtIssuerOptions> Issuers, AnonymousRules? Anonymous)
{
    /// <summary>No issuer, no rules.</summary>
    public static AuthenticationConfiguration None { get; } = new([], null);
}
