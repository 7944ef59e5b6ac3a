using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>The modes AlwaysAllow and AlwaysDeny (apiserver, <c>authorizerfactory/builtin.go</c>).</summary>
internal sealed class ConstantAuthorizer : IAuthorizer, IRuleResolver
{
    private readonly AuthorizationDecision _decision;
    private readonly ResolvedRules _rules;

    private ConstantAuthorizer(AuthorizationDecision decision, ResolvedRules rules) => (_decision, _rules) = (decision, rules);

    /// <summary>Allows everything.</summary>
    public static ConstantAuthorizer AlwaysAllow { get; } = new(AuthorizationDecision.Allow, ResolvedRules.Everything);

    /// <summary>Has no opinion, so that only another mode can allow a request.</summary>
    public static ConstantAuthorizer AlwaysDeny { get; } =
        new(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, "Everything is forbidden."), ResolvedRules.None);

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) => new(_decision);

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns) => _rules;
}
