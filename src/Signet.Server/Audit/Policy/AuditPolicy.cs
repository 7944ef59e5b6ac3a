using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Policy;

/// <summary>The audit policy: which requests are recorded, and at which level (<c>audit.k8s.io/v1</c> Policy; apiserver, <c>pkg/audit/policy</c>).</summary>
internal sealed record AuditPolicy
{
    /// <summary>The rules in order; the first match applies. A request without a matching rule is not recorded.</summary>
    public required IReadOnlyList<AuditRule> Rules { get; init; }

    /// <summary>The stages that are not recorded, whatever the rule.</summary>
    public AuditStages OmitStages { get; init; }

    /// <summary>Whether managed fields are left out of objects, where the rule does not say.</summary>
    public bool OmitManagedFields { get; init; }

    /// <summary>
    /// The policy without <c>--audit-policy-file</c>: the metadata of all requests except health checks, and no ResponseStarted stage of watches.
    /// </summary>
    public static AuditPolicy Default { get; } = new()
    {
        OmitStages = default(AuditStages).With(AuditStage.ResponseStarted),
        Rules =
        [
            new AuditRule { Level = AuditLevel.None, Paths = ["/livez", "/livez/*", "/readyz", "/readyz/*", "/healthz", "/healthz/*"] },
            new AuditRule { Level = AuditLevel.Metadata },
        ],
    };

    /// <summary>Decides what is recorded of a request.</summary>
    /// <param name="info">The target of the request.</param>
    /// <param name="user">The authenticated sender, before impersonation; null when authentication failed.</param>
    public AuditDecision Decide(RequestInfo info, UserInfo? user)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            var rule = Rules[i];
            if (rule.Matches(info, user))
            {
                return new AuditDecision(rule.Level, rule.OmitStages.With(OmitStages), rule.OmitManagedFields ?? OmitManagedFields);
            }
        }

        return default;
    }
}
