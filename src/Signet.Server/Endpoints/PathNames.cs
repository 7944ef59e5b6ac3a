using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints;

/// <summary>Checks the names in a path (apiserver, <c>pkg/registry/generic/registry/store.go</c> NamespaceKeyFunc).</summary>
internal static class PathNames
{
    /// <summary>The failure when the path lacks a required namespace, or null.</summary>
    public static StatusError? CheckNamespace(ResourceDefinition resource, RequestInfo info) =>
        resource.Namespaced && info.Namespace.Length == 0 ? StatusErrors.BadRequest("Namespace parameter required.") : null;

    /// <summary>The key of the object in the path, or a 400.</summary>
    public static Outcome<ObjectKey> KeyOf(ResourceDefinition resource, RequestInfo info)
    {
        if (CheckNamespace(resource, info) is { } error)
        {
            return error;
        }

        if (info.Name.Length == 0)
        {
            return StatusErrors.BadRequest("name must be provided");
        }

        if (NameRules.PathSegment(info.Name) is { Count: > 0 } faults)
        {
            return StatusErrors.BadRequest($"Name parameter invalid: {GoText.Quote(info.Name)}: {string.Join(", ", faults)}");
        }

        return new ObjectKey(resource.Namespaced ? info.Namespace : "", info.Name);
    }
}
