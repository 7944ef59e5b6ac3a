namespace Signet.Core.Access;

/// <summary>
/// An authorizer's answer. Callers, access reviews and the audit are told a reason; it is made when somebody asks for it, because most
/// requests are allowed and nobody does.
/// </summary>
internal readonly struct AuthorizationDecision
{
    private readonly object? _reason;
    private readonly UserInfo? _user;
    private readonly string? _error;

    /// <summary>A decision with a reason that is a text already; empty or null for none.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, string? reason, string? error = null) =>
        (Verdict, _reason, _error) = (verdict, string.IsNullOrEmpty(reason) ? null : reason, error);

    /// <summary>A decision whose reason can be told for the user that was asked about.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, IDecisionReason reason, UserInfo user) =>
        (Verdict, _reason, _user) = (verdict, reason, user);

    /// <summary>Allowed, without a reason.</summary>
    public static AuthorizationDecision Allow => new(AuthorizationVerdict.Allow, null);

    /// <summary>No opinion, without a reason.</summary>
    public static AuthorizationDecision NoOpinion => default;

    /// <summary>What was decided.</summary>
    public AuthorizationVerdict Verdict { get; }

    /// <summary>Whether it may be done.</summary>
    public bool IsAllowed => Verdict == AuthorizationVerdict.Allow;

    /// <summary>Whether there is a reason.</summary>
    public bool HasReason => _reason is not null;

    /// <summary>
    /// What kept an authorizer from knowing, or empty. Access reviews tell it; a request that is not allowed then is not refused but
    /// failed, because nobody knows whether it may be made.
    /// </summary>
    public string Error => _error ?? "";

    /// <summary>The reason, or empty.</summary>
    public string Reason => _reason switch
    {
        null => "",
        string text => text,
        var reason => ((IDecisionReason)reason).Describe(_user!),
    };
}
