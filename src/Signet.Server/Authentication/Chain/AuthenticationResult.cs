using System.Diagnostics.CodeAnalysis;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication.Chain;

/// <summary>The result of authenticating one request.</summary>
internal readonly record struct AuthenticationResult
{
    /// <summary>The authenticated sender; null on failure.</summary>
    public UserInfo? User { get; private init; }

    /// <summary>The error for the client when there is no <see cref="User"/>; else null.</summary>
    public StatusError? Error { get; private init; }

    /// <summary>
    /// Why authentication failed, for the log and the audit, never for the client. Empty when there is nothing to add to <see cref="Error"/>.
    /// </summary>
    public string Refusal { get => field ?? ""; private init; }

    /// <summary>The time until which the credential is valid.</summary>
    public CredentialLifetime Lifetime { get; private init; }

    /// <summary>For an extended token that should have been renewed: how many seconds ago; else null.</summary>
    public long? SecondsStale { get; private init; }

    /// <summary>The text of the warning header; null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>A successful authentication.</summary>
    public static AuthenticationResult Of(UserInfo user, CredentialLifetime lifetime = default, long? secondsStale = null) =>
        new() { User = user, Lifetime = lifetime, SecondsStale = secondsStale };

    /// <summary>A failed authentication.</summary>
    public static AuthenticationResult Refuse(StatusError error, string refusal = "") => new() { Error = error, Refusal = refusal };

    /// <summary>Splits the result into the sender (true) or the error (false).</summary>
    public bool TryGetUser([MaybeNullWhen(false)] out UserInfo user, [NotNullWhen(false)] out StatusError? error)
    {
        (user, error) = (User!, Error);
        return error is null;
    }
}
