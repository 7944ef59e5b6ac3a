using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication;

/// <summary>What an authenticator says of a token.</summary>
internal abstract record TokenAuthentication
{
    private TokenAuthentication()
    {
    }

    /// <summary>It is none of its own.</summary>
    public sealed record Unknown : TokenAuthentication
    {
        private Unknown()
        {
        }

        /// <summary>The only one there is.</summary>
        public static Unknown Instance { get; } = new();
    }

    /// <summary>It is one of its own and is not good. The reason is shown in token reviews, never to a caller.</summary>
    public sealed record Rejected(string Reason) : TokenAuthentication;

    /// <summary>It is good.</summary>
    /// <param name="User">Whose it is, without <c>system:authenticated</c>.</param>
    /// <param name="Audiences">Those of the requested audiences that it is for.</param>
    /// <param name="IsStale">Whether it should have been renewed already.</param>
    public sealed record Authenticated(UserInfo User, IReadOnlyList<string> Audiences, bool IsStale) : TokenAuthentication
    {
        /// <summary>Of a stale one: how many seconds ago it should have been renewed.</summary>
        public long SecondsStale { get; init; }

        /// <summary>Until when the token is valid.</summary>
        public CredentialLifetime Lifetime { get; init; }
    }
}
