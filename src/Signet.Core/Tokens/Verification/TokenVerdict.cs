using Signet.Core.Access;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Verification;

/// <summary>The result of verifying a token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>The token is not a JWT of an accepted issuer; another authenticator may accept it.</summary>
    public sealed record NotRecognized : TokenVerdict
    {
        private NotRecognized()
        {
        }

        /// <summary>The only instance.</summary>
        public static NotRecognized Instance { get; } = new();
    }

    /// <summary>The token names an accepted issuer and is invalid.</summary>
    /// <param name="Refusal">The check that failed.</param>
    /// <param name="Reason">Kubernetes' message, which reviews show.</param>
    public sealed record Rejected(TokenRefusal Refusal, string Reason) : TokenVerdict;

    /// <summary>The token is valid.</summary>
    /// <param name="Claims">The claims.</param>
    /// <param name="Audiences">The requested audiences that the token has, in the order of the request.</param>
    /// <param name="User">The user, without <c>system:authenticated</c>, which authentication adds.</param>
    /// <param name="IsStale">Whether the token is past its <c>warnafter</c>: an extended token that should have been renewed.</param>
    public sealed record Valid(TokenClaims Claims, IReadOnlyList<string> Audiences, UserInfo User, bool IsStale) : TokenVerdict;
}
