namespace Signet.Server.Controllers.TrustBundles;

/// <summary>This replica's part of the CA bundle by which clients in the namespaces verify the servers.</summary>
/// <param name="Pem">The CA certificates of this replica's serving certificate, PEM encoded.</param>
/// <param name="Retention">
/// How long the certificates of a replica that no longer renews its entry are published. Null for a store's only replica.
/// </param>
internal sealed record TrustBundleOptions(string Pem, TimeSpan? Retention)
{
    /// <summary>
    /// The retention with a shared store: longer than a replica is away for an upgrade, and short when a CA was given up because its key leaked.
    /// </summary>
    public static TimeSpan SharedRetention { get; } = TimeSpan.FromDays(1);
}
