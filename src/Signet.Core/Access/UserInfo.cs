namespace Signet.Core.Access;

/// <summary>Who a caller is (apiserver, <c>pkg/authentication/user</c>; on the wire <c>authentication.k8s.io/v1</c> UserInfo).</summary>
internal sealed record UserInfo
{
    /// <summary>The name, unique among all users: <c>admin</c>, <c>system:serviceaccount:NS:NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>An id that is never given again to another user of the same name, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The groups, in the order in which they are shown; duplicates stay.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>More about the user by domain-prefixed key, in the order of the keys' bytes.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra { get; init; } = [];

    /// <summary>Whether the user is in a group. Allocates nothing.</summary>
    public bool IsIn(string group)
    {
        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i] == group)
            {
                return true;
            }
        }

        return false;
    }
}
