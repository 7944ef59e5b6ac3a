using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Fuzz.Targets;

/// <summary>A kind that inputs are decoded as. The first byte of an input chooses it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">Its type.</param>
/// <param name="Resource">Its resource; null for kinds that are not stored.</param>
internal sealed record FuzzKind(GroupVersionKind Kind, SchemaType Type, ResourceDefinition? Resource)
{
    /// <summary>New kinds are added at the end, so that the committed corpus keeps its meaning.</summary>
    private static readonly string[] Names =
    [
        "v1 ServiceAccount", "v1 Secret", "v1 Pod", "v1 ConfigMap", "v1 Namespace", "v1 Node", "v1 Event", "events.k8s.io/v1 Event",
        "rbac.authorization.k8s.io/v1 Role", "rbac.authorization.k8s.io/v1 ClusterRole", "rbac.authorization.k8s.io/v1 RoleBinding",
        "rbac.authorization.k8s.io/v1 ClusterRoleBinding", "coordination.k8s.io/v1 Lease", "tokens.signet.dev/v1alpha1 SigningKey",
        "authentication.k8s.io/v1 TokenRequest", "authentication.k8s.io/v1 TokenReview", "authentication.k8s.io/v1 SelfSubjectReview",
        "authorization.k8s.io/v1 SubjectAccessReview", "authorization.k8s.io/v1 SelfSubjectRulesReview", "v1 DeleteOptions",
        "tokens.signet.dev/v1alpha1 SigningKeyOperation", "tokens.signet.dev/v1alpha1 IssuerOperation", "authorization.k8s.io/v1 SelfSubjectAccessReview",
    ];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<FuzzKind> All { get; } = [.. Names.Select(Create)];

    /// <summary>The kinds that are stored.</summary>
    public static IReadOnlyList<FuzzKind> Stored { get; } = [.. All.Where(kind => kind.Resource is not null)];

    /// <summary>Kinds, versions, fields and values.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. All.Select(kind => kind.Kind.ApiVersion), .. All.Select(kind => kind.Kind.Kind),
        .. All.SelectMany(kind => NamesOf(kind.Type, 0)).Distinct().Order(StringComparer.Ordinal),
        "kubernetes.io/service-account-token", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000006Z", "100Mi", "AAAA", "system:masters", "*", "In", "NotIn", "Exists", "DoesNotExist",
        "null", "true", "false", "0", "-1", "9223372036854775807", "1e999", "1.5", "\\u0000", "\\ud800", "{}", "[]", "\"\"",
    ];

    /// <summary>The kind that a byte chooses.</summary>
    public static FuzzKind At(IReadOnlyList<FuzzKind> kinds, byte choice) => kinds[choice % kinds.Count];

    private static FuzzKind Create(string name)
    {
        var (version, kindName) = (name.Split(' ')[0], name.Split(' ')[1]);
        var schemas = ServedKinds.Registry.Schemas;
        var kind = GroupVersion.Parse(version).OfKind(kindName);
        var type = schemas.Kinds.TryGetValue(kind, out var typeName) ? schemas[typeName]
            : kindName == "DeleteOptions" ? schemas["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"]
            : schemas.FindMessage(version, kindName) ?? throw new InvalidOperationException($"the schema has no {name}");
        return new FuzzKind(kind, type, ServedKinds.Registry.FindKind(version, kindName));
    }

    private static IEnumerable<string> NamesOf(SchemaType type, int depth) => depth > 4 ? []
        : type.Element is { } element ? NamesOf(element, depth)
        : type.Shape != SchemaShape.Object ? []
        : type.Fields.SelectMany(field => NamesOf(field.Type, depth + 1).Prepend(field.Name)).Distinct();
}
