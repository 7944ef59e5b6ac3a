namespace Signet.Core.Access.Nodes;

/// <summary>Identifies nodes by the name <c>system:node:NAME</c> and the group <c>system:nodes</c> (Kubernetes, <c>pkg/auth/nodeidentifier</c>).</summary>
internal static class NodeIdentity
{
    /// <summary>The prefix of the user names of nodes.</summary>
    public const string Prefix = "system:node:";

    /// <summary>Whether a user is a node; the name of the node may be empty.</summary>
    public static bool IsNode(UserInfo user) => user.Name.StartsWith(Prefix, StringComparison.Ordinal) && user.IsIn(KnownUsers.NodesGroup);

    /// <summary>The name of the node of a user.</summary>
    public static ReadOnlySpan<char> NameOf(UserInfo node) => node.Name.AsSpan(Prefix.Length);
}
