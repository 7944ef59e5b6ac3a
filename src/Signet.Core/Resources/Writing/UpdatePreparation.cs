using System.Globalization;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Writing;

/// <summary>Makes a client's new state of an object one that can be stored (apiserver, <c>pkg/registry/rest/update.go</c> BeforeUpdate).</summary>
internal static class UpdatePreparation
{
    public static StatusError? Prepare(ResourceDefinition resource, ObjectDocument updated, ObjectDocument current, UpdateRules rules, bool isPatch)
    {
        if (CheckPreconditions(resource, updated.Metadata, current, isPatch) is { } conflict)
        {
            return conflict;
        }

        TakeOverSystemMetadata(updated.Metadata, current.Metadata);
        rules.Prepare(resource.Strategy, updated, current);
        var errors = new List<FieldError>();

        // Kubernetes checks the metadata of an update for every kind, and most kinds do so again; clients see each cause as often.
        MetadataRules.Check(updated.Metadata, resource.Namespaced, NameRules.PathSegment, errors);
        MetadataRules.CheckUpdate(updated.Metadata, current.Metadata, errors);
        MetadataRules.CheckUpdate(updated.Metadata, current.Metadata, errors);
        CheckFinalizerDomains(resource, updated, errors);
        if (rules.Subresource.Length == 0 && resource.Strategy.ChecksMetadataOfUpdates)
        {
            MetadataRules.Check(updated.Metadata, resource.Namespaced, resource.Strategy.CheckName, errors);
            CheckFinalizerDomains(resource, updated, errors);
        }

        rules.Validate(resource.Strategy, updated, current, errors);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(resource.Kind.GroupKind, current.Metadata.Name, errors);
        }

        updated.Metadata.ResourceVersion = current.Metadata.ResourceVersion;
        return null;
    }

    private static void CheckFinalizerDomains(ResourceDefinition resource, ObjectDocument updated, List<FieldError> errors)
    {
        if (resource.Strategy.ChecksFinalizerDomains)
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

    private static void TakeOverSystemMetadata(ObjectMeta updated, ObjectMeta current)
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
