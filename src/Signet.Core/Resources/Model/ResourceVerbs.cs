namespace Signet.Core.Resources.Model;

/// <summary>Sets of verbs that resources are served with, in the order of discovery.</summary>
internal static class ResourceVerbs
{
    /// <summary>All verbs.</summary>
    public static IReadOnlyList<string> All { get; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>All but the deletion of a collection.</summary>
    public static IReadOnlyList<string> WithoutDeleteCollection { get; } = [.. All.Where(verb => verb != "deletecollection")];
}
