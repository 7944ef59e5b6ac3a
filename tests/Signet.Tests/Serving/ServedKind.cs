using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Tests.Serving;

/// <summary>A kind of the registry, with a minimal object.</summary>
internal sealed class ServedKind
{
    /// <summary>The required fields of kinds.</summary>
    private static readonly Dictionary<string, string> NeededMembers = new(StringComparer.Ordinal)
    {
        ["pods"] = ""","spec":{"containers":[{"name":"main","image":"app:1"}],"automountServiceAccountToken":false}""",
        ["rolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}""",
        ["clusterrolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"}""",
        ["events.events.k8s.io"] =
            ""","regarding":{"kind":"Pod","namespace":"default","name":"p"},"reason":"Started","note":"It runs.","type":"Normal","action":"Start",""" +
            """ "eventTime":"2026-01-02T03:04:05.000006Z","reportingController":"example.test/c","reportingInstance":"c-1" """,
        ["clusterroles"] = ""","rules":[]""",
        ["roles"] = ""","rules":[]""",
    };

    /// <param name="name">Plural and group: <c>roles.rbac.authorization.k8s.io</c>.</param>
    public ServedKind(string name)
    {
        Resource = ServedKinds.Registry.All.Single(definition => definition.GroupResource.ToString() == name);
        var root = Resource.Kind.Group.Length == 0 ? "/api/v1" : $"/apis/{Resource.Kind.Group}/{Resource.Kind.Version}";
        Collection = $"{root}/{(Resource.Namespaced ? "namespaces/default/" : "")}{Resource.Plural}";
        Needed = NeededMembers.GetValueOrDefault(name, NeededMembers.GetValueOrDefault(Resource.Plural, ""));
    }

    /// <summary>Every kind that clients can write, by plural and group.</summary>
    public static TheoryData<string> All =>
    [
        .. ServedKinds.Registry.All.Where(resource => resource.Verbs.Contains("create")).Select(resource => resource.GroupResource.ToString()),
    ];

    public ResourceDefinition Resource { get; }

    /// <summary>The path of the collection, in the namespace <c>default</c>.</summary>
    public string Collection { get; }

    /// <summary>The required members after the metadata: <c>,"spec":{…}</c>; or empty.</summary>
    public string Needed { get; }
}
