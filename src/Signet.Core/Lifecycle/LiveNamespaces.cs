using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Lifecycle;

/// <summary>Checks that controllers create objects only in namespaces that are not terminating.</summary>
internal static class LiveNamespaces
{
    /// <summary>Null while the namespace exists and is not being deleted.</summary>
    public static StatusError? RefuseWhenEnding(ObjectView view, string ns) =>
        view[KubernetesKinds.Namespaces].Find(new ObjectKey("", ns)) is { DeletionTimestamp: null }
            ? null
            : StatusErrors.NotFound(KubernetesKinds.Namespaces.GroupResource, ns);
}
