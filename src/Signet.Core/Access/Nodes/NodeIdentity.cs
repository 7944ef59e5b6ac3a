namespace Signet.Core.Access.Nodes;

/// <summary>Who is a node: the name <c>system:node:NAME</c> and the group <c>system:nodes</c> together (Kubernetes, <c>pkg/auth/nodeidentifier</c>).</summary>
internal static class NodeIdentity
{
    /// <summary>What a node's user name starts with.</summary>
    public const string Prefix = "system:node:";

    /// <summary>Whether a user is a node; its name may still be empty.</summary>
    public static bool IsNode(UserInfo user) => user.Name.StartsWith(Prefix, StringComparison.Ordinal) && user.IsIn(KnownUsers.NodesGroup);

    /// <summary>The name of the node that a user is.</summary>
    public static ReadOnlySpan<char> NameOf(UserInfo node) => node.Name.AsSpan(Prefix.Length);
}
