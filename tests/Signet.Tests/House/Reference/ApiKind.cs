using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.Collections;

namespace Signet.Tests.House.Reference;

/// <summary>A way to a kind: a resource or a subresource that discovery lists.</summary>
/// <param name="Version">Group and version of the path.</param>
/// <param name="Name">The name in paths: <c>serviceaccounts/token</c>.</param>
/// <param name="Kind">The kind of the objects.</param>
/// <param name="IsNamespaced">Whether it is namespaced.</param>
/// <param name="Verbs">The verbs.</param>
/// <param name="ShortNames">The short names in kubectl.</param>
internal sealed record ApiKind(
    GroupVersion Version, string Name, GroupVersionKind Kind, bool IsNamespaced, IReadOnlyList<string> Verbs, IReadOnlyList<string> ShortNames)
{
    /// <summary>All that is served, in the order of discovery, without the collections that are always empty.</summary>
    public static IReadOnlyList<ApiKind> All { get; } = [.. ReadAll()];

    /// <summary>Whether it is a subresource.</summary>
    public bool IsSubresource => Name.Contains('/', StringComparison.Ordinal);

    /// <summary>The path of an object, or of the collection when objects cannot be read by name.</summary>
    public string Path
    {
        get
        {
            var parts = Name.Split('/', 2);
            var objects = $"{Version.Path}/{(IsNamespaced ? "namespaces/NAMESPACE/" : "")}{parts[0]}";
            return parts.Length == 2 ? $"{objects}/NAME/{parts[1]}" : Verbs.Contains("get") ? $"{objects}/NAME" : objects;
        }
    }

    private static IEnumerable<ApiKind> ReadAll()
    {
        var api = ServedApi.Of(ServedKinds.Registry);
        var empty = EmptyCollection.All.Select(collection => (collection.GroupVersion, collection.Plural)).ToHashSet();
        foreach (var version in new[] { api.Core }.Concat(api.Groups).SelectMany(group => group.Versions))
        {
            foreach (var stored in version.Stored)
            {
                yield return new ApiKind(version.GroupVersion, stored.Plural, stored.Kind, stored.Namespaced, stored.Verbs, stored.ShortNames);
            }

            foreach (var other in version.Others.Where(other => !empty.Contains((version.GroupVersion, other.Name))))
            {
                yield return new ApiKind(version.GroupVersion, other.Name, other.Kind, other.Namespaced, other.Verbs, []);
            }
        }
    }
}
