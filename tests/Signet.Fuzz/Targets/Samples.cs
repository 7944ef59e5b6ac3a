using Signet.Core.Resources.Model;

namespace Signet.Fuzz.Targets;

/// <summary>The members besides metadata of the objects that exist while the targets run. The committed patches are made for them.</summary>
internal static class Samples
{
    /// <summary>JSON that follows the metadata.</summary>
    public static string MembersOf(ResourceDefinition resource) => resource.Kind.Kind switch
    {
        "ServiceAccount" => ",\"secrets\":[{\"name\":\"x\"},{\"name\":\"y\"}],\"imagePullSecrets\":[{\"name\":\"p\"}]",
        "Secret" => ",\"data\":{\"a\":\"AAAA\",\"b\":\"BBBB\"},\"type\":\"Opaque\"",
        "ConfigMap" => ",\"data\":{\"a\":\"b\"},\"binaryData\":{\"c\":\"AAAA\"}",
        "Pod" => ",\"spec\":{\"serviceAccountName\":\"default\",\"nodeName\":\"a\",\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"env\":[{\"name\":\"A\",\"value\":\"1\"}," +
            "{\"name\":\"B\",\"value\":\"2\"}],\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}]}],\"tolerations\":[{\"key\":\"k\",\"operator\":\"Exists\"}]}",
        "Node" => ",\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}",
        "Role" or "ClusterRole" => ",\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]",
        "RoleBinding" or "ClusterRoleBinding" => ",\"subjects\":[{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"u\"}]," +
            "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"a\"}",
        "Lease" => ",\"spec\":{\"holderIdentity\":\"h\",\"leaseDurationSeconds\":15,\"renewTime\":\"2026-01-02T03:04:05.000006Z\"}",
        "Event" when resource.Kind.Group.Length == 0 => ",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"a\",\"namespace\":\"default\"},\"reason\":\"r\",\"count\":1",
        _ => "",
    };
}
