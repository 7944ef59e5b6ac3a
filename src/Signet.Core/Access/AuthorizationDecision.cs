namespace Signet.Core.Access;

/// <summary>
/// The decision of an authorizer. Its reason, for clients, access reviews and audit, is formatted on first use: most requests are allowed and need
/// none.
/// </summary>
internal readonly struct AuthorizationDecision
{
    private readonly object? _reason;
    private readonly UserInfo? _user;
    private readonly string? _error;

    /// <summary>A decision with a formatted reason; empty or null for none.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, string? reason, string? error = null) =>
        (Verdict, _reason, _error) = (verdict, string.IsNullOrEmpty(reason) ? null : reason, error);

    /// <summary>A decision whose reason is formatted on use, for the user of the request.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, IDecisionReason reason, UserInfo user) =>
        (Verdict, _reason, _user) = (verdict, reason, user);

    /// <summary>Allowed, without a reason.</summary>
    public static AuthorizationDecision Allow => new(AuthorizationVerdict.Allow, null);

    /// <summary>No opinion, without a reason.</summary>
    public static AuthorizationDecision NoOpinion => default;

    public AuthorizationVerdict Verdict { get; }

    public bool IsAllowed => Verdict == AuthorizationVerdict.Allow;

    public bool HasReason => _reason is not null;

    /// <summary>
    /// The error that prevented a decision, or empty. Access reviews report it. A request that is not allowed then fails with a server error
    /// instead of a 403, because its authorization is unknown.
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
