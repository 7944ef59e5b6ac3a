using Signet.Server.Background;
using Signet.Server.Controllers.TrustBundles;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>The objects that every namespace has unless it is being deleted: the default service account and the CA bundle.</summary>
internal sealed class NamespaceDefaults(DefaultServiceAccount account, RootCertificates certificates, TrustBundle bundle)
{
    /// <summary>Creates or repairs the defaults of a namespace.</summary>
    public async ValueTask<ReconcileResult> EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        var first = await account.EnsureAsync(ns, cancellationToken).ConfigureAwait(false);
        var second = await certificates.EnsureAsync(ns, cancellationToken).ConfigureAwait(false);
        return first is { } error ? ReconcileResult.Retry($"the default service account: {error.Message}")
            : second is { } fault ? ReconcileResult.Retry($"the config map {RootCertificates.Name}: {fault.Message}")
            : ReconcileResult.Done;
    }

    /// <summary>Waits until the defaults change: the next value of the CA bundle.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => bundle.WaitForChangeAsync(cancellationToken);
}
