using System.Diagnostics.CodeAnalysis;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication.Chain;

/// <summary>What authentication found of one request.</summary>
internal readonly record struct AuthenticationResult
{
    /// <summary>The sender, or null.</summary>
    public UserInfo? User { get; private init; }

    /// <summary>What the client is told when there is no <see cref="User"/>, else null.</summary>
    public StatusError? Error { get; private init; }

    /// <summary>Why the sender is not authenticated, for the log and the audit, never for the client. Empty when that is nobody's secret.</summary>
    public string Refusal { get => field ?? ""; private init; }

    /// <summary>Until when the credential is valid.</summary>
    public CredentialLifetime Lifetime { get; private init; }

    /// <summary>Of an extended token that should have been renewed: how many seconds ago; else null.</summary>
    public long? SecondsStale { get; private init; }

    /// <summary>What the client is to be warned of, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>A user whose credential is good.</summary>
    public static AuthenticationResult Of(UserInfo user, CredentialLifetime lifetime = default, long? secondsStale = null) =>
        new() { User = user, Lifetime = lifetime, SecondsStale = secondsStale };

    /// <summary>A refusal.</summary>
    public static AuthenticationResult Refuse(StatusError error, string refusal = "") => new() { Error = error, Refusal = refusal };

    /// <summary>Splits the result into the sender (true) or the error (false).</summary>
    public bool TryGetUser([MaybeNullWhen(false)] out UserInfo user, [NotNullWhen(false)] out StatusError? error)
    {
        (user, error) = (User!, Error);
        return error is null;
    }
}
