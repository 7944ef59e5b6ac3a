namespace Signet.Core.Access;

/// <summary>Says whether a request may be made. Several are asked in order; the first with an opinion decides.</summary>
public interface IAuthorizer
{
    /// <summary>Decides from memory: no I/O, next to no allocation.</summary>
    AuthorizationDecision Authorize(in RequestAttributes attributes);
}

/// <summary>An authorizer's answer; the reason is shown to callers and in access reviews.</summary>
public readonly record struct AuthorizationDecision(AuthorizationVerdict Verdict, string Reason)
{
    /// <summary>Allowed, without a reason.</summary>
    public static AuthorizationDecision Allow { get; } = new(AuthorizationVerdict.Allow, "");

    /// <summary>No opinion, without a reason.</summary>
    public static AuthorizationDecision NoOpinion { get; } = new(AuthorizationVerdict.NoOpinion, "");
}

/// <summary>What an authorizer decided.</summary>
public enum AuthorizationVerdict
{
    /// <summary>Somebody else shall decide; if nobody does it is refused.</summary>
    NoOpinion,

    /// <summary>It may be done.</summary>
    Allow,

    /// <summary>It may not, whatever others say.</summary>
    Deny,
}
