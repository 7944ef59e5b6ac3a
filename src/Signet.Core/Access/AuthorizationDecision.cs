namespace Signet.Core.Access;

/// <summary>
/// An authorizer's answer. Callers, access reviews and the audit are told a reason; it is made when somebody asks for it, because most
/// requests are allowed and nobody does.
/// </summary>
public readonly struct AuthorizationDecision
{
    private readonly object? _reason;
    private readonly UserInfo? _user;
    private readonly string? _error;

    /// <summary>A decision with a reason that is a text already; empty or null for none.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, string? reason) =>
        (Verdict, _reason) = (verdict, string.IsNullOrEmpty(reason) ? null : reason);

    /// <summary>A decision whose reason can be told for the user that was asked about.</summary>
    public AuthorizationDecision(AuthorizationVerdict verdict, IDecisionReason reason, UserInfo user) =>
        (Verdict, _reason, _user) = (verdict, reason, user);

    private AuthorizationDecision(object? reason, UserInfo? user, string? error) => (_reason, _user, _error) = (reason, user, error);

    /// <summary>Allowed, without a reason.</summary>
    public static AuthorizationDecision Allow => new(AuthorizationVerdict.Allow, null);

    /// <summary>No opinion, without a reason.</summary>
    public static AuthorizationDecision NoOpinion => default;

    /// <summary>No opinion, because something failed; what is told here callers are told too.</summary>
    public static AuthorizationDecision Failed(string error) => new(null, null, error);

    /// <summary>What was decided.</summary>
    public AuthorizationVerdict Verdict { get; }

    /// <summary>Whether it may be done.</summary>
    public bool IsAllowed => Verdict == AuthorizationVerdict.Allow;

    /// <summary>Whether there is a reason.</summary>
    public bool HasReason => _reason is not null;

    /// <summary>The reason, or empty.</summary>
    public string Reason => _reason switch
    {
        null => "",
        string text => text,
        var reason => ((IDecisionReason)reason).Describe(_user!),
    };

    /// <summary>Whether something failed.</summary>
    public bool HasError => _error is not null;

    /// <summary>What failed, or empty: who is not allowed cannot be told that it is forbidden, for that is not known.</summary>
    public string Error => _error ?? "";

    /// <summary>What two authorizers without an opinion say together (apiserver, <c>pkg/authorization/union</c>).</summary>
    public AuthorizationDecision And(in AuthorizationDecision later)
    {
        if (!later.HasReason && !later.HasError)
        {
            return this;
        }

        if (!HasReason && !HasError)
        {
            return later;
        }

        var error = !HasError ? later._error : !later.HasError ? _error : ErrorList.Join([Error, later.Error]);
        return !HasReason ? new(later._reason, later._user, error)
            : !later.HasReason ? new(_reason, _user, error)
            : new($"{Reason}\n{later.Reason}", null, error);
    }
}

/// <summary>A reason that has still to be put into words.</summary>
public interface IDecisionReason
{
    /// <summary>The words, for the user that was asked about.</summary>
    string Describe(UserInfo user);
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
