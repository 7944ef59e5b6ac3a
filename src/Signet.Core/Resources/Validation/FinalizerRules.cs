using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>
/// The validation of finalizers (apimachinery, <c>pkg/api/validation/objectmeta.go</c>; Kubernetes, <c>pkg/apis/core/validation</c>).
/// </summary>
internal static class FinalizerRules
{
    /// <summary>Keeps an object until its dependents are deleted.</summary>
    public const string ForegroundDeletion = "foregroundDeletion";

    /// <summary>Keeps an object until its dependents no longer refer to it.</summary>
    public const string Orphan = "orphan";

    /// <summary>Keeps a namespace until its objects are deleted (in <c>spec.finalizers</c>).</summary>
    public const string Kubernetes = "kubernetes";

    /// <summary>Validates the finalizers of an object's metadata.</summary>
    public static void Check(string field, IReadOnlyList<string> finalizers, FieldErrors errors)
    {
        foreach (var finalizer in finalizers)
        {
            foreach (var fault in NameRules.QualifiedName(finalizer))
            {
                errors.Add(FieldError.Invalid(field, finalizer, fault));
            }

            if (errors.IsFull)
            {
                return;
            }
        }

        if (finalizers.Contains(Orphan) && finalizers.Contains(ForegroundDeletion))
        {
            errors.Add(FieldError.InvalidText(
                field, CanonicalJson.OfStrings(finalizers), "finalizer orphan and foregroundDeletion cannot be both set"));
        }
    }

    /// <summary>Requires that each finalizer of an object's metadata is a standard one or has a domain. Kinds can opt out (leases).</summary>
    public static void CheckDomains(IReadOnlyList<string> finalizers, FieldErrors errors)
    {
        for (var i = 0; i < finalizers.Count && !errors.IsFull; i++)
        {
            CheckDomain($"metadata.finalizers[{i}]", finalizers[i], errors);
        }
    }

    /// <summary>Validates one finalizer of a namespace's spec: a standard one, or one with a domain.</summary>
    public static void CheckNamespaceFinalizer(string field, string finalizer, FieldErrors errors)
    {
        var faults = NameRules.QualifiedName(finalizer);
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, finalizer, fault));
        }

        if (faults.Count == 0)
        {
            CheckDomain(field, finalizer, errors);
        }
    }

    private static void CheckDomain(string field, string finalizer, FieldErrors errors)
    {
        if (!finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not (Kubernetes or Orphan or ForegroundDeletion))
        {
            errors.Add(FieldError.Invalid(field, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
        }
    }
}
