using System.Globalization;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Writing;

/// <summary>Prepares and validates the new state of an object (apiserver, <c>pkg/registry/rest/update.go</c> BeforeUpdate).</summary>
internal static class UpdatePreparation
{
    public static StatusError? Prepare(ResourceDefinition resource, ObjectDocument updated, ObjectDocument current, UpdateScope scope, bool isPatch)
    {
        if (CheckPreconditions(resource, updated.Metadata, current, isPatch) is { } conflict)
        {
            return conflict;
        }

        CopySystemMetadata(updated.Metadata, current.Metadata);
        var rules = resource.RulesOf(scope);
        rules.Prepare(updated, current);
        var errors = new FieldErrors();

        // Kubernetes validates the metadata of an update for every kind and most kinds do so again: each error is reported as often.
        MetadataRules.Check(updated.Metadata, resource.Namespaced, NameRules.PathSegment, errors);
        MetadataRules.CheckUpdate(updated.Metadata, current.Metadata, errors);
        MetadataRules.CheckUpdate(updated.Metadata, current.Metadata, errors);
        CheckFinalizerDomains(resource, updated, errors);
        if (scope.Subresource.Length == 0 && resource.Strategy.Traits.ChecksMetadataOfUpdates)
        {
            MetadataRules.Check(updated.Metadata, resource.Namespaced, resource.Strategy.NameRule, errors);
            CheckFinalizerDomains(resource, updated, errors);
        }

        rules.Validate(updated, current, errors);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(resource.Kind.GroupKind, current.Metadata.Name, errors);
        }

        updated.Metadata.ResourceVersion = current.Metadata.ResourceVersion;
        return null;
    }

    private static void CheckFinalizerDomains(ResourceDefinition resource, ObjectDocument updated, FieldErrors errors)
    {
        if (resource.Strategy.Traits.ChecksFinalizerDomains)
        {
            FinalizerRules.CheckDomains(updated.Metadata.Finalizers, errors);
        }
    }

    private static StatusError? CheckPreconditions(ResourceDefinition resource, ObjectMeta updated, ObjectDocument current, bool isPatch)
    {
        var key = current.Key;
        if (!isPatch && updated.Uid.Length > 0 && updated.Uid != current.Metadata.Uid)
        {
            return StatusErrors.Conflict(
                resource.GroupResource,
                key.Name,
                $"StorageError: invalid object, Code: 4, Key: {resource.StorageKey(key)}, ResourceVersion: 0, AdditionalErrorMsg: " +
                $"Precondition failed: UID in precondition: {updated.Uid}, UID in object meta: {current.Metadata.Uid}");
        }

        var wanted = updated.ResourceVersion;
        if (wanted is "" or "0")
        {
            return null;
        }

        if (!ulong.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return StatusErrors.Unclassified($"the resourceVersion {GoText.Quote(wanted)} is not a number");
        }

        return wanted == current.Metadata.ResourceVersion ? null : StatusErrors.Modified(resource.GroupResource, key.Name);
    }

    private static void CopySystemMetadata(ObjectMeta updated, ObjectMeta current)
    {
        updated.Uid = updated.Uid.Length == 0 ? current.Uid : updated.Uid;
        updated.CreationTimestamp = current.CreationTimestamp;
        updated.SelfLink = "";
        updated.Generation = current.Generation;
        updated.DeletionGracePeriodSeconds ??= current.DeletionGracePeriodSeconds;
        if (current.IsBeingDeleted)
        {
            updated.DeletionTimestamp = current.DeletionTimestamp;
        }
    }
}
