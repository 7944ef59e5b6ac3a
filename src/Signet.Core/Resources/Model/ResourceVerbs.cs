namespace Signet.Core.Resources.Model;

/// <summary>Sets of verbs, in the order of discovery.</summary>
internal static class ResourceVerbs
{
    public static IReadOnlyList<string> All { get; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Those of a kind that clients cannot change.</summary>
    public static IReadOnlyList<string> Read { get; } = ["get", "list", "watch"];

    public static IReadOnlyList<string> WithoutDeleteCollection { get; } = [.. All.Where(verb => verb != "deletecollection")];
}
