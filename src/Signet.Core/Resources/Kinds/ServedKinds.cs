using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds that a server serves unless it is built with others.</summary>
internal static class ServedKinds
{
    /// <summary>
    /// The default registry of a server: Kubernetes' kinds and Signet's own. Code of the server takes the registry as a dependency, since it may serve
    /// other kinds.
    /// </summary>
    public static ResourceRegistry Registry { get; } = new([.. KubernetesKinds.All, SignetKinds.SigningKeys], SchemaCatalog.Served);
}
