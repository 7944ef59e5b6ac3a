using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication;

/// <summary>The result of a token authenticator.</summary>
internal abstract record TokenAuthentication
{
    private TokenAuthentication()
    {
    }

    /// <summary>The token is not of this authenticator's kind.</summary>
    public sealed record Unknown : TokenAuthentication
    {
        private Unknown()
        {
        }

        /// <summary>The only instance.</summary>
        public static Unknown Instance { get; } = new();
    }

    /// <summary>The token is of this authenticator's kind and not valid. Token reviews show the reason; callers do not get it.</summary>
    public sealed record Rejected(string Reason) : TokenAuthentication;

    /// <summary>The token is valid.</summary>
    /// <param name="User">The user, without <c>system:authenticated</c>.</param>
    /// <param name="Audiences">The requested audiences that the token is valid for.</param>
    /// <param name="IsStale">Whether the token should have been renewed before.</param>
    public sealed record Authenticated(UserInfo User, IReadOnlyList<string> Audiences, bool IsStale) : TokenAuthentication
    {
        /// <summary>For a stale token: how many seconds ago it should have been renewed.</summary>
        public long SecondsStale { get; init; }

        /// <summary>The time until which the token is valid.</summary>
        public CredentialLifetime Lifetime { get; init; }
    }
}
