namespace Signet.Server.Controllers.TrustBundles;

/// <summary>The CA certificates of one or more replicas.</summary>
/// <param name="Pem">The certificates, PEM encoded.</param>
/// <param name="RenewedAt">When a replica last renewed its entry.</param>
internal sealed record TrustBundleEntry(string Pem, DateTimeOffset RenewedAt);
