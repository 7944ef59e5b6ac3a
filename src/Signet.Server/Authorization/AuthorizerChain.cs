using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>Asks authorizers in order; the first with an opinion decides, the reasons of those without one are joined.</summary>
public sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer
{
    /// <inheritdoc/>
    public AuthorizationDecision Authorize(in RequestAttributes attributes)
    {
        var reasons = "";
        for (var i = 0; i < authorizers.Count; i++)
        {
            var decision = authorizers[i].Authorize(attributes);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                return decision;
            }

            if (decision.Reason.Length > 0)
            {
                reasons = reasons.Length == 0 ? decision.Reason : $"{reasons}\n{decision.Reason}";
            }
        }

        return new AuthorizationDecision(AuthorizationVerdict.NoOpinion, reasons);
    }
}
