namespace Signet.Core.Access;

/// <summary>The verdict of an authorizer.</summary>
internal enum AuthorizationVerdict
{
    /// <summary>The next authorizer decides; without any decision the request is refused.</summary>
    NoOpinion,

    /// <summary>The request is allowed.</summary>
    Allow,

    /// <summary>The request is refused, whatever later authorizers would decide.</summary>
    Deny,
}
