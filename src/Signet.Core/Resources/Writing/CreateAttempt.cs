using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>One attempt after the other to create an object.</summary>
internal sealed class CreateAttempt(
    ObjectView view,
    IObjectStore store,
    ResourceDefinition namespaces,
    IUidSource uids,
    ResourceDefinition resource,
    ObjectDocument document,
    WriteRequest request)
{
    private const int GeneratedNameAttempts = 8;
    private int _names;

    public async ValueTask<WriteAttempt<WriteResult>> TryAsync(CancellationToken cancellationToken)
    {
        var candidate = document.Clone();
        var doubledOwners = request.Manager is null ? null : OwnerDuplicates.Drop(candidate.Metadata, isAdmitted: false);
        if (request.Manager is { } manager)
        {
            FieldTracking.Track(resource, candidate, current: null, manager, request.Now);
        }

        var guard = NamespaceGuard(candidate);
        if (request.Admit is { } admit && await admit(candidate, null, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return new WriteAttempt<WriteResult>.Decided(refused);
        }

        if (Prepare(candidate) is { } invalid)
        {
            return new WriteAttempt<WriteResult>.Decided(invalid);
        }

        var warnings = OwnerDuplicates.Warnings(doubledOwners, resource.Strategy.WarningsFor(candidate, current: null));
        if (!StoredForm.Fit(resource, candidate, request, before: 0).TryGetValue(out var bytes, out var tooLarge))
        {
            return new WriteAttempt<WriteResult>.Decided(tooLarge);
        }

        if (request.IsDryRun)
        {
            return new WriteAttempt<WriteResult>.Decided(
                view.Require(resource, candidate.Key).Error is { Reason: StatusReasons.NotFound }
                    ? new WriteResult(bytes, candidate.Metadata.Uid, warnings) { IsCreated = true }
                    : AlreadyExists(candidate.Key));
        }

        var key = resource.StorageKey(candidate.Key);
        var commit = new Commit([new Compare(key, Revision.Zero), .. guard, .. request.Guards], [new StoreOperation.Put(key, resource.ToStored(bytes))]);
        switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            case CommitResult.Success success:
                await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                var json = StoredObjectReader.Read(bytes, success.Revision).Json;
                return new WriteAttempt<WriteResult>.Committed(new WriteResult(json, candidate.Metadata.Uid, warnings) { IsCreated = true });
            case CommitResult.Conflict conflict when conflict.Current.Any(value => value.Key == key):
                return document.Metadata.Name.Length > 0 || ++_names == GeneratedNameAttempts
                    ? RefuseExisting(candidate.Key)
                    : new WriteAttempt<WriteResult>.Continued();
            case CommitResult.Conflict conflict when CommitGuards.Check(resource, candidate.Metadata.Name, request.Guards, conflict) is { } changed:
                return new WriteAttempt<WriteResult>.Refused(changed);
            default:
                // The namespace has changed.
                return new WriteAttempt<WriteResult>.Conflicted(candidate.Metadata.Name);
        }
    }

    private StatusError? Prepare(ObjectDocument created)
    {
        created.StampNew(uids.Next(), request.Now);
        GeneratedNames.Fill(created.Metadata);
        resource.Strategy.ApplyDefaults(created);
        resource.Strategy.PrepareForCreate(created);
        if (!resource.Namespaced)
        {
            created.Metadata.Namespace = "";
        }

        var errors = new List<FieldError>();
        MetadataRules.Check(created.Metadata, resource.Namespaced, resource.Strategy.CheckName, errors);
        if (resource.Strategy.ChecksFinalizerDomains)
        {
            FinalizerRules.CheckDomains(created.Metadata.Finalizers, errors);
        }

        resource.Strategy.Validate(created, errors);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(resource.Kind.GroupKind, created.Metadata.Name, errors);
        }

        return created.Metadata.ResourceVersion.Length > 0
            ? StatusErrors.Unclassified("resourceVersion should not be set on objects to be created")
            : null;
    }

    /// <summary>
    /// A new object needs its namespace to be as it was before admission examined it, so that none is left behind in one that ends.
    /// </summary>
    private Compare[] NamespaceGuard(ObjectDocument created)
    {
        if (!resource.Namespaced)
        {
            return [];
        }

        var key = new ObjectKey("", created.Metadata.Namespace);
        var ns = view[namespaces].Find(key);
        return [new Compare(namespaces.StorageKey(key), ns?.Revision ?? Revision.Zero)];
    }

    /// <summary>The state of the existing object goes into the error.</summary>
    private WriteAttempt<WriteResult>.Refused RefuseExisting(ObjectKey key) => new(() => AlreadyExists(key));

    private StatusError AlreadyExists(ObjectKey key)
    {
        var error = StatusErrors.AlreadyExists(resource.GroupResource, key.Name);
        return view[resource].Find(key)?.DeletionTimestamp is null ? error : error with { Message = "object is being deleted: " + error.Message };
    }
}
