using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds;

/// <summary>Leases (Kubernetes, <c>pkg/registry/coordination/lease</c>, <c>pkg/apis/coordination/validation</c>).</summary>
public sealed class LeaseStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool ChecksMetadataOfUpdates => false;

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

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

        CheckStrategy(spec.GetText("strategy"), errors);
        if (spec["preferredHolder"] is not null && spec.GetText("strategy").Length == 0)
        {
            errors.Add(FieldError.Forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        Validate(updated, errors);

    /// <summary>A strategy of one's own needs a domain.</summary>
    private static void CheckStrategy(string strategy, List<FieldError> errors)
    {
        if (strategy.Length == 0)
        {
            return;
        }

        foreach (var fault in Validation.NameRules.QualifiedName(strategy))
        {
            errors.Add(FieldError.Invalid("spec.strategy", strategy, fault));
        }
    }
}
