namespace Signet.Server.Authentication.Issuers;

internal sealed record JwtIssuer(JwtIssuerOptions Options, IssuerKeys Keys);
