using Signet.Core.Objects;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Core.Access.Nodes;

/// <summary>The objects that a node reaches through a pod (Kubernetes, <c>plugin/pkg/auth/authorizer/node/graph.go</c> AddPod).</summary>
internal static class PodReach
{
    /// <summary>The distinct references; empty while the pod has no node.</summary>
    public static NodeReference[] Of(StoredObject pod)
    {
        if (pod.Pod is not { NodeName.Length: > 0 } identity)
        {
            return [];
        }

        var user = NodeIdentity.Prefix + identity.NodeName;
        var (ns, name) = pod.Key;
        var document = ObjectDocument.From(pod);
        if (MirrorPods.IsMirror(document))
        {
            // A node creates mirror pods itself and must not gain access by creating one.
            return [new NodeReference(user, ReferencedKind.Pod, ns, name)];
        }

        var reached = new HashSet<NodeReference> { new(user, ReferencedKind.Pod, ns, name) };
        if (identity.ServiceAccountName.Length > 0)
        {
            reached.Add(new NodeReference(user, ReferencedKind.ServiceAccount, ns, identity.ServiceAccountName));
        }

        var spec = document.EnsureSection("spec");
        AddAll(ReferencedKind.Secret, PodReferences.SecretNames(spec));
        AddAll(ReferencedKind.ConfigMap, PodReferences.ConfigMapNames(spec));
        AddAll(ReferencedKind.VolumeClaim, PodReferences.VolumeClaimNames(name, spec));
        return [.. reached];

        void AddAll(ReferencedKind kind, IEnumerable<string> names)
        {
            foreach (var found in names)
            {
                reached.Add(new NodeReference(user, kind, ns, found));
            }
        }
    }
}
