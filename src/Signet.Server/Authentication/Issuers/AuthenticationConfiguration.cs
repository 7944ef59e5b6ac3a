namespace Signet.Server.Authentication.Issuers;

/// <summary>The content of <c>--authentication-config</c>.</summary>
/// <param name="Issuers">The issuers whose tokens are accepted.</param>
/// <param name="Anonymous">The rules for requests without credentials; null when <c>--anonymous-auth</c> decides.</param>
internal sealed record AuthenticationConfiguration(IReadOnlyList<JwtIssuerOptions> Issuers, AnonymousRules? Anonymous)
{
    public static AuthenticationConfiguration None { get; } = new([], null);
}
