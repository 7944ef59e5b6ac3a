namespace Signet.Server.Controllers.TrustBundles;

/// <summary>What this replica contributes to the CA bundle that clients in the namespaces verify the servers with.</summary>
/// <param name="Pem">The CA certificates of this replica's serving certificate, PEM encoded.</param>
/// <param name="Retention">
/// How long the certificates of a replica that no longer renews them are published. Null when this is the store's only replica: then its own are all there are.
/// </param>
internal sealed record TrustBundleOptions(string Pem, TimeSpan? Retention);
