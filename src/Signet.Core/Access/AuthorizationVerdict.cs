namespace Signet.Core.Access;

/// <summary>What an authorizer decided.</summary>
internal enum AuthorizationVerdict
{
    /// <summary>Somebody else shall decide; if nobody does it is refused.</summary>
    NoOpinion,

    /// <summary>It may be done.</summary>
    Allow,

    /// <summary>It may not, whatever others say.</summary>
    Deny,
}
