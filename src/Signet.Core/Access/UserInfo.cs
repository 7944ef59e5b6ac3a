namespace Signet.Core.Access;

/// <summary>A user (apiserver, <c>pkg/authentication/user</c>; on the wire <c>authentication.k8s.io/v1</c> UserInfo).</summary>
internal sealed record UserInfo
{
    /// <summary>The name, unique among all users: <c>admin</c>, <c>system:serviceaccount:NS:NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>An id that distinguishes users who had the same name at different times, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The groups, in the order of responses, with duplicates.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Additional information by domain-prefixed key, ordered by the bytes of the keys.</summary>
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
