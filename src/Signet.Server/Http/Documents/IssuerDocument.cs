namespace Signet.Server.Http.Documents;

/// <summary>A discovery document or JWKS of an issuer, for relying parties.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="KeySetAddress">The address of the issuer's JWKS.</param>
/// <param name="IsKeySet">Whether it is the JWKS; otherwise it is the discovery document.</param>
internal sealed record IssuerDocument(string Issuer, string KeySetAddress, bool IsKeySet);
