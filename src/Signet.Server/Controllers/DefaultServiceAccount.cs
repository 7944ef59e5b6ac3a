using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers;

/// <summary>The account that pods run as which name none. Made anew when somebody deletes it.</summary>
public sealed class DefaultServiceAccount(ObjectCache cache, ObjectWriter writer, TimeProvider time, ILogger<DefaultServiceAccount> logger)
{
    private const string Name = "default";

    /// <summary>Makes it if it is not there; false when it has to be tried again.</summary>
    public async ValueTask<bool> EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        if (cache[KubernetesKinds.ServiceAccounts].Find(new ObjectKey(ns, Name)) is not null)
        {
            return true;
        }

        var document = new ObjectDocument([]);
        document.Metadata.Name = Name;
        document.Metadata.Namespace = ns;
        var request = new WriteRequest { Now = time.GetUtcNow(), Admit = (_, _, _) => new(LiveNamespaces.RefuseWhenEnding(cache, ns)) };
        var created = await writer.CreateAsync(KubernetesKinds.ServiceAccounts, document, request, cancellationToken).ConfigureAwait(false);
        if (created.Error is not { Code: not (404 or 409) } error)
        {
            return true;
        }

        Log.DefaultAccountFailed(logger, ns, error.Message);
        return false;
    }
}
