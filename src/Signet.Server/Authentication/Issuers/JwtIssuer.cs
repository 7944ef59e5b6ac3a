namespace Signet.Server.Authentication.Issuers;

/// <summary>An issuer and its keys.</summary>
internal sealed record JwtIssuer(JwtIssuerOptions Options, IssuerKeys Keys);
