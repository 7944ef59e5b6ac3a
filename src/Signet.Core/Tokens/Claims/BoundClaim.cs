namespace Signet.Core.Tokens.Claims;

/// <summary>The object that a token is bound to: the token is invalid once it is deleted. A closed hierarchy, so that a token has at most one.</summary>
internal abstract record BoundClaim
{
    private BoundClaim()
    {
    }

    /// <summary>The token is bound only to its service account.</summary>
    public sealed record None : BoundClaim
    {
        /// <summary>The only instance.</summary>
        public static None Instance { get; } = new();

        private None()
        {
        }
    }

    /// <summary>A Pod, and the node that it ran on; the token stays valid if the node is deleted.</summary>
    public sealed record Pod(ObjectClaim Object, ObjectClaim? OnNode) : BoundClaim;

    /// <summary>A Secret.</summary>
    public sealed record Secret(ObjectClaim Object) : BoundClaim;

    /// <summary>A Node.</summary>
    public sealed record Node(ObjectClaim Object) : BoundClaim;
}
