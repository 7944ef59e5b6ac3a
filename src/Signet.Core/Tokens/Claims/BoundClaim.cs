namespace Signet.Core.Tokens.Claims;

/// <summary>What a token is bound to: it dies with that object. A closed hierarchy, so that no two can be set at once.</summary>
internal abstract record BoundClaim
{
    private BoundClaim()
    {
    }

    /// <summary>Nothing but the account.</summary>
    public sealed record None : BoundClaim
    {
        /// <summary>The only one there is.</summary>
        public static None Instance { get; } = new();

        private None()
        {
        }
    }

    /// <summary>A Pod, and the node that it was on, which the token outlives.</summary>
    public sealed record Pod(ObjectClaim Object, ObjectClaim? OnNode) : BoundClaim;

    /// <summary>A Secret.</summary>
    public sealed record Secret(ObjectClaim Object) : BoundClaim;

    /// <summary>A Node.</summary>
    public sealed record Node(ObjectClaim Object) : BoundClaim;
}
