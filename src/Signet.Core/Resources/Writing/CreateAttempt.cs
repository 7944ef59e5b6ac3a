using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>The attempts of one creation.</summary>
internal sealed class CreateAttempt(
    ObjectView view, IObjectStore store, ResourceDefinition namespaces, IUidSource uids, ObjectCreation creation)
{
    private const int GeneratedNameAttempts = 8;
    private readonly ResourceDefinition _resource = creation.Resource;
    private readonly WriteRequest _request = creation.Request;
    private int _names;

    public async ValueTask<WriteAttempt<WriteResult>> TryAsync(CancellationToken cancellationToken)
    {
        var candidate = creation.Document.Clone();
        var duplicateOwners = _request.Manager is null ? null : OwnerDuplicates.Drop(candidate.Metadata, isAdmitted: false);
        if (_request.Manager is { } manager)
        {
            FieldTracking.Track(_resource, candidate, current: null, manager, _request.Now);
        }

        var guard = NamespaceGuard(candidate);
        if (_request.Admit is { } admit && await admit(candidate, null, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return new WriteAttempt<WriteResult>.Decided(refused);
        }

        if (Prepare(candidate) is { } invalid)
        {
            return new WriteAttempt<WriteResult>.Decided(invalid);
        }

        var warnings = OwnerDuplicates.Warnings(duplicateOwners, _resource.Strategy.WarningsFor(candidate, current: null));
        if (!StoredForm.Fit(_resource, candidate, _request, before: 0).TryGetValue(out var bytes, out var tooLarge))
        {
            return new WriteAttempt<WriteResult>.Decided(tooLarge);
        }

        if (_request.IsDryRun)
        {
            return new WriteAttempt<WriteResult>.Decided(
                view.Require(_resource, candidate.Key).Error is { Reason: StatusReasons.NotFound }
                    ? new WriteResult(bytes, candidate.Metadata.Uid, warnings) { IsCreated = true }
                    : AlreadyExists(candidate.Key));
        }

        var key = _resource.StorageKey(candidate.Key);
        var commit = new Commit([new Compare(key, Revision.Zero), .. guard, .. _request.Guards], [new StoreOperation.Put(key, _resource.ToStored(bytes))]);
        switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            case CommitResult.Success success:
                await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                var json = StoredObjectReader.Read(bytes, success.Revision).Json;
                return new WriteAttempt<WriteResult>.Committed(new WriteResult(json, candidate.Metadata.Uid, warnings) { IsCreated = true });
            case CommitResult.Conflict conflict when conflict.Current.Any(value => value.Key == key):
                return creation.Document.Metadata.Name.Length > 0 || ++_names == GeneratedNameAttempts
                    ? RefuseExisting(candidate.Key)
                    : new WriteAttempt<WriteResult>.Continued();
            case CommitResult.Conflict conflict when CommitGuards.Check(_resource, candidate.Metadata.Name, _request.Guards, conflict) is { } changed:
                return new WriteAttempt<WriteResult>.Refused(changed);
            default:
                // The namespace has changed since admission.
                return new WriteAttempt<WriteResult>.Conflicted(candidate.Metadata.Name);
        }
    }

    private StatusError? Prepare(ObjectDocument created)
    {
        created.StampNew(uids.Next(), _request.Now);
        GeneratedNames.Fill(created.Metadata);
        _resource.Strategy.ApplyDefaults(created);
        _resource.Strategy.Create.Prepare(created);
        if (!_resource.Namespaced)
        {
            created.Metadata.Namespace = "";
        }

        var errors = new FieldErrors();
        MetadataRules.Check(created.Metadata, _resource.Namespaced, _resource.Strategy.NameRule, errors);
        if (_resource.Strategy.Traits.ChecksFinalizerDomains)
        {
            FinalizerRules.CheckDomains(created.Metadata.Finalizers, errors);
        }

        _resource.Strategy.Create.Validate(created, errors);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(_resource.Kind.GroupKind, created.Metadata.Name, errors);
        }

        return created.Metadata.ResourceVersion.Length > 0
            ? StatusErrors.Unclassified("resourceVersion should not be set on objects to be created")
            : null;
    }

    /// <summary>
    /// Compares the revision of the namespace that admission sees, so that no object is created in a namespace that is deleted meanwhile.
    /// </summary>
    private Compare[] NamespaceGuard(ObjectDocument created)
    {
        if (!_resource.Namespaced)
        {
            return [];
        }

        var key = new ObjectKey("", created.Metadata.Namespace);
        var ns = view[namespaces].Find(key);
        return [new Compare(namespaces.StorageKey(key), ns?.Revision ?? Revision.Zero)];
    }

    /// <summary>The error depends on the state of the existing object, which the cache may not have yet.</summary>
    private WriteAttempt<WriteResult>.Refused RefuseExisting(ObjectKey key) => new(() => AlreadyExists(key));

    private StatusError AlreadyExists(ObjectKey key)
    {
        var error = StatusErrors.AlreadyExists(_resource.GroupResource, key.Name);
        return view[_resource].Find(key)?.DeletionTimestamp is null ? error : error with { Message = "object is being deleted: " + error.Message };
    }
}
