namespace Signet.Core.Tokens.Identity;

/// <summary>The kinds that tokens are issued for or bound to.</summary>
internal enum IdentityKind
{
    /// <summary>ServiceAccount.</summary>
    ServiceAccount,

    /// <summary>Pod.</summary>
    Pod,

    /// <summary>Secret.</summary>
    Secret,

    /// <summary>Node.</summary>
    Node,
}
