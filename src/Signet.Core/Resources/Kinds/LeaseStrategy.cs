using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Leases (Kubernetes, <c>pkg/registry/coordination/lease</c>, <c>pkg/apis/coordination/validation</c>).</summary>
internal static class LeaseStrategy
{
    private const string Strategy = "strategy";
    private const string PreferredHolder = "preferredHolder";

    public static ResourceStrategy Definition { get; } = new()
    {
        Table = KubernetesTables.Leases,
        Traits = new()
        {
            AnswersDeletedObject = false,
            AllowsCreateOnUpdate = true,
            ChecksMetadataOfUpdates = false,
            ChecksFinalizerDomains = false,
        },
        Create = new() { Prepare = PrepareCreate, Validate = Validate },
        Update = new() { Prepare = PrepareUpdate, Validate = static (updated, _, errors) => Validate(updated, errors) },
    };

    /// <summary>
    /// Removes the fields of coordinated leader election, as kube-apiserver 1.36 does while that feature gate is off, without a warning.
    /// </summary>
    private static void PrepareCreate(ObjectDocument created)
    {
        var spec = created.EnsureSection("spec");
        spec.Remove(Strategy);
        spec.Remove(PreferredHolder);
    }

    /// <summary>Removes a field of coordinated leader election unless the current lease has it.</summary>
    private static void PrepareUpdate(ObjectDocument updated, ObjectDocument current)
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

    private static void Validate(ObjectDocument lease, FieldErrors errors)
    {
        var spec = lease.EnsureSection("spec");
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

    /// <summary>A strategy that Kubernetes does not define needs a domain. The path repeats the name of the field, as in Kubernetes.</summary>
    private static void CheckStrategy(string strategy, FieldErrors errors)
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

        foreach (var fault in NameRules.QualifiedName(strategy))
        {
            errors.Add(FieldError.Invalid(Field, strategy, fault));
        }
    }
}
