namespace Signet.Core.Access;

/// <summary>The users and groups with a fixed meaning (apiserver, <c>pkg/authentication/user/user.go</c>).</summary>
internal static class KnownUsers
{
    /// <summary>The administrator of a data directory, a member of <see cref="MastersGroup"/>.</summary>
    public const string AdministratorName = "signet-admin";

    /// <summary>The group with full access.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>The group of all authenticated users.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>The group of unauthenticated requests.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>The group of all nodes; a node's name is <c>system:node:NAME</c>.</summary>
    public const string NodesGroup = "system:nodes";

    /// <summary>The group of all service accounts; those of a namespace are also in <c>system:serviceaccounts:NS</c>.</summary>
    public const string ServiceAccountsGroup = "system:serviceaccounts";

    /// <summary>The prefix of the user names of service accounts: <c>system:serviceaccount:NS:NAME</c>.</summary>
    public const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>The user of a request without credentials.</summary>
    public static UserInfo Anonymous { get; } = new() { Name = "system:anonymous", Groups = [UnauthenticatedGroup] };
}
