using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Policy;

/// <summary>Which requests are recorded, and how much of each (<c>audit.k8s.io/v1</c> Policy; apiserver, <c>pkg/audit/policy</c>).</summary>
internal sealed record AuditPolicy
{
    /// <summary>The first that matches counts; a request that none matches is not recorded.</summary>
    public required IReadOnlyList<AuditRule> Rules { get; init; }

    /// <summary>Stages of which no event is recorded, whatever the rule.</summary>
    public AuditStages OmitStages { get; init; }

    /// <summary>Whether objects are recorded without their managed fields, where the rule does not say.</summary>
    public bool OmitManagedFields { get; init; }

    /// <summary>What holds without <c>--audit-policy-file</c>: the metadata of everything but health checks and the progress of watches.</summary>
    public static AuditPolicy Default { get; } = new()
    {
        OmitStages = default(AuditStages).With(AuditStage.ResponseStarted),
        Rules =
        [
            new AuditRule { Level = AuditLevel.None, Paths = ["/livez", "/livez/*", "/readyz", "/readyz/*", "/healthz", "/healthz/*"] },
            new AuditRule { Level = AuditLevel.Metadata },
        ],
    };

    /// <summary>Decides about one request.</summary>
    /// <param name="info">What it is about.</param>
    /// <param name="user">Who makes it, before impersonation; null when that is not known.</param>
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
