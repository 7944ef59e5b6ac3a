using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds;

/// <summary>Leases (Kubernetes, <c>pkg/registry/coordination/lease</c>, <c>pkg/apis/coordination/validation</c>).</summary>
internal sealed class LeaseStrategy : ResourceStrategy
{
    private const string Strategy = "strategy";
    private const string PreferredHolder = "preferredHolder";

    /// <inheritdoc/>
    public override bool ChecksMetadataOfUpdates => false;

    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override TableDefinition Table => KubernetesTables.Leases;

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <summary>Coordinated leader election is off in kube-apiserver 1.36 unless its feature gate is set: its fields are dropped without a word.</summary>
    public override void PrepareForCreate(ObjectDocument created)
    {
        var spec = created.EnsureSection("spec");
        spec.Remove(Strategy);
        spec.Remove(PreferredHolder);
    }

    /// <summary>The same, but what a lease has already stays.</summary>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current)
    {
        var (spec, before) = (updated.EnsureSection("spec"), current.EnsureSection("spec"));
        foreach (var field in (ReadOnlySpan<string>)[Strategy, PreferredHolder])
        {
            if (before[field] is null)
            {
                spec.Remove(field);
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        var spec = created.EnsureSection("spec");
        if (spec.GetInteger("leaseDurationSeconds") is { } duration and <= 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"));
        }

        if (spec.GetInteger("leaseTransitions") is { } transitions and < 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
        }

        if (spec[Strategy] is not null)
        {
            CheckStrategy(spec.GetString(Strategy), errors);
        }

        if (spec.GetString(PreferredHolder).Length > 0 && spec.GetString(Strategy).Length == 0)
        {
            errors.Add(FieldError.Forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        Validate(updated, errors);

    /// <summary>A strategy that Kubernetes does not define needs a domain. Kubernetes names the field twice in its path.</summary>
    private static void CheckStrategy(string strategy, List<FieldError> errors)
    {
        const string Field = "spec.strategy.strategy", OnlyOne = "OldestEmulationVersion";
        if (!strategy.Contains('/', StringComparison.Ordinal))
        {
            if (strategy != OnlyOne)
            {
                errors.Add(FieldError.NotSupported(Field, GoText.Quote(strategy), OnlyOne));
            }

            return;
        }

        foreach (var fault in Validation.NameRules.QualifiedName(strategy))
        {
            errors.Add(FieldError.Invalid(Field, strategy, fault));
        }
    }
}
