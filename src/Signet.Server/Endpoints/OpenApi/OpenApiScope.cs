using Signet.Core.Primitives;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The names of a group and version in tags and operation ids.</summary>
/// <param name="Version">Group and version.</param>
internal sealed record OpenApiScope(GroupVersion Version)
{
    /// <summary><c>core</c>, <c>rbacAuthorization</c>: the group's name without <c>.k8s.io</c>, in camel case.</summary>
    private string CamelName
    {
        get
        {
            var parts = Version.Group.Replace(".k8s.io", "", StringComparison.Ordinal).Split('.');
            return Version.Group.Length == 0 ? "core" : parts[0] + string.Concat(parts.Skip(1).Select(Capitalised));
        }
    }

    /// <summary><c>core</c>: the tag of the group's operations.</summary>
    public string GroupTag => CamelName;

    /// <summary><c>core_v1</c>: the tag of the version's operations.</summary>
    public string Tag => $"{CamelName}_{Version.Version}";

    /// <summary><c>Core</c>.</summary>
    public string GroupIdPart => Capitalised(CamelName);

    /// <summary><c>CoreV1</c>.</summary>
    public string IdPart => GroupIdPart + Capitalised(Version.Version);

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
