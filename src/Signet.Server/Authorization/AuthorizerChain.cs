using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>
/// Asks authorizers in order; the first with an opinion decides, the reasons and failures of those without one are joined (apiserver,
/// <c>pkg/authorization/union</c>).
/// </summary>
public sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer, IRuleResolver
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var reasons = default(AuthorizationDecision);
        for (var i = 0; i < authorizers.Count; i++)
        {
            var pending = authorizers[i].AuthorizeAsync(attributes, cancellationToken);
            if (!pending.IsCompletedSuccessfully)
            {
                return FinishAsync(pending, i, reasons, attributes, cancellationToken);
            }

            var decision = pending.Result;
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                return new(decision);
            }

            reasons = reasons.And(decision);
        }

        return new(reasons);
    }

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns)
    {
        var rules = new List<PolicyRule>();
        var errors = new List<string>();
        var isIncomplete = false;
        foreach (var authorizer in authorizers)
        {
            if (authorizer is IRuleResolver resolver)
            {
                var resolved = resolver.RulesFor(user, ns);
                rules.AddRange(resolved.Rules);
                errors.AddRange(resolved.Errors);
                isIncomplete |= resolved.IsIncomplete;
            }
        }

        return new ResolvedRules(rules, isIncomplete, errors);
    }

    private async ValueTask<AuthorizationDecision> FinishAsync(
        ValueTask<AuthorizationDecision> pending, int index, AuthorizationDecision reasons, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var decision = await pending.ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                return decision;
            }

            reasons = reasons.And(decision);
            if (++index == authorizers.Count)
            {
                return reasons;
            }

            pending = authorizers[index].AuthorizeAsync(attributes, cancellationToken);
        }
    }
}
