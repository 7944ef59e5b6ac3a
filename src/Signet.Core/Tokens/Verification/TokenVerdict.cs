using Signet.Core.Access;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Verification;

/// <summary>What a verifier says of a token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It is no JWT of one of our issuers; somebody else may know it.</summary>
    public sealed record NotRecognized : TokenVerdict
    {
        private NotRecognized()
        {
        }

        /// <summary>The only one there is.</summary>
        public static NotRecognized Instance { get; } = new();
    }

    /// <summary>It says that it is ours and is not good; the reason is Kubernetes' own text, shown in reviews.</summary>
    public sealed record Rejected(string Reason) : TokenVerdict;

    /// <summary>It is good, now.</summary>
    /// <param name="Claims">What it says.</param>
    /// <param name="Audiences">Those of the requested audiences that it is for, in the order of the request.</param>
    /// <param name="User">Whom it stands for; without <c>system:authenticated</c>, which authentication adds.</param>
    /// <param name="IsStale">Whether it is past its <c>warnafter</c>: an extended token that should have been renewed.</param>
    public sealed record Valid(TokenClaims Claims, IReadOnlyList<string> Audiences, UserInfo User, bool IsStale) : TokenVerdict;
}
