using Signet.Core.Resources;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Serving;

/// <summary>A kind of the registry as clients meet it.</summary>
internal sealed class ServedKind
{
    /// <summary>What a kind cannot do without.</summary>
    private static readonly Dictionary<string, string> NeededMembers = new(StringComparer.Ordinal)
    {
        ["pods"] = ""","spec":{"containers":[{"name":"main","image":"app:1"}],"automountServiceAccountToken":false}""",
        ["rolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}""",
        ["clusterrolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"}""",
        ["clusterroles"] = ""","rules":[]""",
        ["roles"] = ""","rules":[]""",
    };

    public ServedKind(string plural)
    {
        Resource = KubernetesKinds.Registry.All.Single(definition => definition.Plural == plural);
        var root = Resource.Kind.Group.Length == 0 ? "/api/v1" : $"/apis/{Resource.Kind.Group}/{Resource.Kind.Version}";
        Collection = $"{root}/{(Resource.Namespaced ? "namespaces/default/" : "")}{plural}";
        Needed = NeededMembers.GetValueOrDefault(plural, "");
    }

    /// <summary>Every kind, by its plural.</summary>
    public static TheoryData<string> All => [.. KubernetesKinds.Registry.All.Select(resource => resource.Plural)];

    public ResourceDefinition Resource { get; }

    /// <summary>The path of all, in the namespace <c>default</c>.</summary>
    public string Collection { get; }

    /// <summary>The members behind the metadata without which there is none: <c>,"spec":{…}</c>; or empty.</summary>
    public string Needed { get; }
}
