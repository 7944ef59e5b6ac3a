using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>
/// Asks authorizers in order; the first one that allows or denies decides. The reasons and errors of those without an opinion are joined (apiserver,
/// <c>pkg/authorization/union</c>).
/// </summary>
/// <param name="authorizers">The authorizers.</param>
/// <param name="metrics">Counts the decisions; null counts none.</param>
internal sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers, AuthorizationMetrics? metrics = null) : IAuthorizer, IRuleResolver
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var undecided = default(Undecided);
        for (var i = 0; i < authorizers.Count; i++)
        {
            var pending = authorizers[i].AuthorizeAsync(attributes, cancellationToken);
            if (!pending.IsCompletedSuccessfully)
            {
                return FinishAsync(pending, i, undecided, attributes, cancellationToken);
            }

            var decision = pending.Result;
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                metrics?.Count(i, decision.Verdict);
                return new(decision);
            }

            undecided.Add(decision);
        }

        return new(undecided.Decision);
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
        ValueTask<AuthorizationDecision> pending, int index, Undecided undecided, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var decision = await pending.ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                metrics?.Count(index, decision.Verdict);
                return decision;
            }

            undecided.Add(decision);
            if (++index == authorizers.Count)
            {
                return undecided.Decision;
            }

            pending = authorizers[index].AuthorizeAsync(attributes, cancellationToken);
        }
    }

    /// <summary>The reasons and errors of the authorizers without an opinion. Allocates only for a second reason or an error.</summary>
    private struct Undecided
    {
        private AuthorizationDecision _reasons;
        private List<string>? _errors;

        public readonly AuthorizationDecision Decision => _errors is null
            ? _reasons
            : new(AuthorizationVerdict.NoOpinion, _reasons.Reason, ErrorList.Join(_errors));

        public void Add(AuthorizationDecision decision)
        {
            if (decision.Error.Length > 0)
            {
                (_errors ??= []).Add(decision.Error);
            }

            if (decision.HasReason)
            {
                _reasons = !_reasons.HasReason ? decision : new(AuthorizationVerdict.NoOpinion, $"{_reasons.Reason}\n{decision.Reason}");
            }
        }
    }
}
