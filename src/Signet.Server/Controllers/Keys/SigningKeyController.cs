using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Signing.Listing;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>
/// Keeps one <c>SigningKey</c> object for each key that is in force. Objects follow the keys and the time; changes of other writers are reverted,
/// and objects of keys that are gone are removed.
/// </summary>
internal sealed class SigningKeyController : SupervisedService
{
    private const int Workers = 4;

    /// <summary>The longest wait for a change by time. Timers have a limit, and a clock may be set.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private readonly ObjectView _view;
    private readonly ObjectWriter _writer;
    private readonly KeyList _keys;
    private readonly TimeProvider _time;
    private readonly Reconciler<string> _objects;

    public SigningKeyController(
        ObjectView view,
        [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer,
        KeyList keys,
        TimeProvider time,
        ILogger<SigningKeyController> logger)
    {
        (_view, _writer, _keys, _time) = (view, writer, keys, time);
        _objects = new Reconciler<string>(Name, ReconcileAsync, new ReconcilerOptions(Workers), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_objects];

    private static ResourceDefinition Resource => SignetKinds.SigningKeys;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ConcurrentLoops.RunAsync(
        [
            FollowKeysAsync,
            new ResourceFollower(_view[Resource], _ => AddAll(), change => _objects.Add(change.Object.Key.Name)).FollowAsync,
            _objects.RunAsync,
        ],
        stoppingToken);

    private async Task FollowKeysAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _keys.WaitForChangeAsync(cancellationToken);
            AddAll();
            await changed.ConfigureAwait(false);
        }
    }

    private void AddAll()
    {
        var names = _keys.At(_time.GetUtcNow()).Select(key => SigningKeyObject.NameOf(key.KeyId))
            .Concat(_view[Resource].Snapshot.All.Select(found => found.Key.Name))
            .Concat(_view.Quarantine.In(Resource, "").Select(found => found.Key.Name));
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            _objects.Add(name);
        }
    }

    private async ValueTask<ReconcileResult> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var key = new ObjectKey("", name);
        var listed = _keys.At(now).FirstOrDefault(found => SigningKeyObject.NameOf(found.KeyId) == name);
        var error = await RemoveAsync(key, isUnreadableOnly: listed is not null, now, cancellationToken).ConfigureAwait(false);
        if (error is null && listed is not null)
        {
            error = await WriteAsync(key, listed, now, cancellationToken).ConfigureAwait(false);
        }

        return error is not null ? ReconcileResult.Retry(error.Message)
            : listed?.ChangesAt is { } at ? ReconcileResult.RetryAfter(at - now < MaxWait ? at - now : MaxWait)
            : ReconcileResult.Done;
    }

    private async ValueTask<StatusError?> RemoveAsync(ObjectKey key, bool isUnreadableOnly, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_view.Quarantine.Find(Resource, key) is null)
        {
            if (isUnreadableOnly || _view[Resource].Find(key) is not { } found)
            {
                return null;
            }

            if (ObjectDocument.From(found).Metadata.Finalizers.Count > 0 &&
                await ReleaseAsync(key, now, cancellationToken).ConfigureAwait(false) is { } held)
            {
                return held;
            }
        }

        var request = new DeleteRequest { Now = now, IgnoreReadError = true };
        var removed = await _writer.DeleteAsync(Resource, key, request, cancellationToken).ConfigureAwait(false);
        return removed.Error is { Code: not 404 } error ? error : null;
    }

    /// <summary>Removes finalizers, which only another writer of the store can have added.</summary>
    private async ValueTask<StatusError?> ReleaseAsync(ObjectKey key, DateTimeOffset now, CancellationToken cancellationToken) => (await _writer.UpdateAsync(
        Resource,
        key,
        current =>
        {
            current.Metadata.Finalizers = [];
            return current;
        },
        UpdateScope.System,
        new WriteRequest { Now = now },
        cancellationToken).ConfigureAwait(false)).Error;

    private async ValueTask<StatusError?> WriteAsync(ObjectKey key, ListedKey listed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = new WriteRequest { Now = now };
        var update = new ObjectUpdate(Resource, key, current => Fill(current, key, listed), UpdateScope.System, request);
        return (await _writer.UpsertAsync(
            update, () => Fill(new ObjectDocument([]), key, listed), request, cancellationToken).ConfigureAwait(false)).Error;
    }

    /// <summary>Replaces all that the server does not assign. An update that changes nothing is not written.</summary>
    private static Outcome<ObjectDocument> Fill(ObjectDocument document, ObjectKey key, ListedKey listed)
    {
        document.Replace(SigningKeyObject.ContentOf(listed));
        document.Metadata.Name = key.Name;
        return document;
    }
}
