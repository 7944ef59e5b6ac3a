namespace Signet.Server.Http.Documents;

/// <summary>One of the documents that relying parties read of an issuer.</summary>
/// <param name="Issuer">The issuer that it is about.</param>
/// <param name="KeySetAddress">The address of the JWKS that belongs to it.</param>
/// <param name="IsKeySet">Whether it is the JWKS; otherwise it is the discovery document.</param>
internal sealed record IssuerDocument(string Issuer, string KeySetAddress, bool IsKeySet);
