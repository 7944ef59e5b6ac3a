using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;

namespace Signet.Tests.Access.Rbac;

/// <summary>A reference implementation of RBAC: searches all bindings, subjects and rules.</summary>
public sealed record PolicyModel(ModelRole[] Roles, ModelBinding[] Bindings)
{
    /// <summary>Whether any binding allows a request.</summary>
    internal bool Allows(RequestAttributes request) => Bindings.Any(binding =>
        (binding.Namespace.Length == 0 || (request.IsResourceRequest && binding.Namespace == request.Namespace)) &&
        binding.Subjects.Any(subject => Includes(subject, binding, request.User)) &&
        Roles.Any(role =>
            role.Name == binding.Role && role.Namespace == (binding.ToClusterRole ? "" : binding.Namespace) &&
            role.Rules.Any(rule => Allows(rule, request))));

    /// <summary>Creates the stored object of a role.</summary>
    internal static (ResourceDefinition Resource, StoredObject Object) Store(ModelRole role)
    {
        var rules = new JsonArray([.. role.Rules.Select(rule => (JsonNode)new JsonObject
        {
            ["verbs"] = List(rule.Verbs),
            ["apiGroups"] = List(rule.Groups),
            ["resources"] = List(rule.Resources),
            ["resourceNames"] = List(rule.Names),
            ["nonResourceURLs"] = List(rule.Urls),
        })]);
        var resource = role.Namespace.Length == 0 ? KubernetesKinds.ClusterRoles : KubernetesKinds.Roles;
        return (resource, Store(resource, role.Namespace, role.Name, new JsonObject { ["rules"] = rules }));
    }

    /// <summary>Creates the stored object of a binding.</summary>
    internal static (ResourceDefinition Resource, StoredObject Object) Store(ModelBinding binding)
    {
        var root = new JsonObject
        {
            ["roleRef"] = new JsonObject
            {
                ["apiGroup"] = "rbac.authorization.k8s.io",
                ["kind"] = binding.ToClusterRole ? "ClusterRole" : "Role",
                ["name"] = binding.Role,
            },
            ["subjects"] = new JsonArray([.. binding.Subjects.Select(subject => (JsonNode)new JsonObject
            {
                ["kind"] = subject.Kind,
                ["name"] = subject.Name,
                ["namespace"] = subject.Namespace,
            })]),
        };
        var resource = binding.Namespace.Length == 0 ? KubernetesKinds.ClusterRoleBindings : KubernetesKinds.RoleBindings;
        return (resource, Store(resource, binding.Namespace, binding.Name, root));
    }

    /// <summary>The events of the addition of all objects.</summary>
    internal IEnumerable<(ResourceDefinition Resource, ObjectEvent Event)> Added() =>
        Roles.Select(Store).Concat(Bindings.Select(Store))
            .Select(stored => (stored.Resource, new ObjectEvent(ObjectEventType.Added, stored.Object, null)));

    private static StoredObject Store(ResourceDefinition resource, string ns, string name, JsonObject root)
    {
        var metadata = new JsonObject { ["name"] = name, ["uid"] = "9d1f9b2e-0000-4000-8000-000000000000" };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        root["metadata"] = metadata;
        return StoredObjectReader.Read(StoredForm.Write(resource, new ObjectDocument(root)), new Revision(7));
    }

    private static JsonArray List(string[] values) => new([.. values.Select(value => (JsonNode)value)]);

    private static bool Includes(ModelSubject subject, ModelBinding binding, UserInfo user) => subject.Kind switch
    {
        "User" => user.Name == subject.Name,
        "Group" => user.Groups.Contains(subject.Name),
        _ => (subject.Namespace.Length > 0 ? subject.Namespace : binding.Namespace) is { Length: > 0 } ns &&
            user.Name == $"system:serviceaccount:{ns}:{subject.Name}",
    };

    private static bool Allows(ModelRule rule, RequestAttributes request)
    {
        if (!rule.Verbs.Contains("*") && !rule.Verbs.Contains(request.Verb))
        {
            return false;
        }

        if (!request.IsResourceRequest)
        {
            return rule.Urls.Any(url => url == request.Path || (url.EndsWith('*') && request.Path.StartsWith(url.TrimEnd('*'), StringComparison.Ordinal)));
        }

        var whole = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        return (rule.Groups.Contains("*") || rule.Groups.Contains(request.ApiGroup)) &&
            (rule.Resources.Contains("*") || rule.Resources.Contains(whole) ||
                (request.Subresource.Length > 0 && rule.Resources.Contains($"*/{request.Subresource}"))) &&
            (rule.Names.Length == 0 || rule.Names.Contains(request.Name));
    }
}
