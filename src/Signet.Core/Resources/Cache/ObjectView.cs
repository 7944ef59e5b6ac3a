using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The read side of the object cache, with one definition of freshness (docs/decisions/0016-one-notion-of-freshness.md). A positive answer
/// may come from a state that is <see cref="IsCurrentEnough"/>; a refusal decided from cached state is given only after <see
/// cref="ConfirmAsync(CancellationToken)"/>.
/// </summary>
internal sealed class ObjectView
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan RevisionWait = TimeSpan.FromSeconds(1);

    /// <summary>The resolution of <see cref="_issuedAt"/>, so that not every request writes the field.</summary>
    private static readonly TimeSpan IssuingResolution = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long the cache is kept ready for issuing after a token request.</summary>
    private static readonly TimeSpan IssuingMemory = TimeSpan.FromSeconds(1);

    private readonly ObjectCache _cache;
    private readonly IObjectStore _store;
    private readonly FreshnessOptions _options;
    private readonly TimeProvider _time;
    private readonly SharedRead<Confirmation> _reads;
    private readonly TimeSpan _issuingStaleness;
    private long _confirmedAt = Never;
    private long _issuedAt = Never;

    public ObjectView(ObjectCache cache, IObjectStore store, FreshnessOptions options, TimeProvider time)
    {
        (_cache, _store, _options, _time, IsExclusive) = (cache, store, options, time, store.IsExclusive);
        _issuingStaleness = options.MaxStaleness < IssuingWindow.Length ? options.MaxStaleness : IssuingWindow.Length;
        _reads = new SharedRead<Confirmation>(ReadRevisionAsync, options.ConfirmTimeout, time, options.ReadPause);
    }

    /// <summary>The revision that the cache and its observers have reached.</summary>
    public Revision Revision => _cache.Revision;

    /// <summary>The stored values that cannot be read.</summary>
    public Quarantine Quarantine => _cache.Quarantine;

    /// <summary>Whether this process is the only writer of the store.</summary>
    public bool IsExclusive { get; }

    /// <summary>
    /// Whether the cache was at the store's newest revision within <see cref="FreshnessOptions.MaxStaleness"/>. Always true when this
    /// process is the only writer of the store, since no write is answered before the cache has it. Allocates nothing.
    /// </summary>
    public bool IsCurrentEnough => IsExclusive || IsWithin(_options.MaxStaleness, Volatile.Read(ref _confirmedAt));

    /// <summary>How long ago the cache was confirmed to have all commits; zero with an exclusive store.</summary>
    public TimeSpan Age =>
        !IsExclusive && Volatile.Read(ref _confirmedAt) is not Never and var confirmed ? _time.GetElapsedTime(confirmed) : TimeSpan.Zero;

    /// <summary>Whether tokens were issued a moment ago, so that the cache should be confirmed often enough for the next ones.</summary>
    public bool IsIssuing => IsWithin(IssuingMemory, Volatile.Read(ref _issuedAt));

    public ResourceCache this[ResourceDefinition definition] => _cache[definition];

    /// <summary>The newest cached state of an object; a 404 when it does not exist, a 500 when its stored value cannot be read.</summary>
    public Outcome<StoredObject> Require(ResourceDefinition resource, ObjectKey key)
    {
        var cache = _cache[resource];
        if (cache.Find(key) is { } found)
        {
            return found;
        }

        if (Quarantine.Find(resource, key) is { } unreadable)
        {
            return StatusErrors.Unreadable(unreadable.StorageKey, unreadable.Revision);
        }

        // The object may have left the quarantine between the two look-ups.
        return cache.Find(key) is { } readable ? readable : StatusErrors.NotFound(resource.GroupResource, key.Name);
    }

    /// <summary>Completes when the cache is current enough; usually synchronously.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the cache cannot follow it.</exception>
    public ValueTask EnsureCurrentAsync(CancellationToken cancellationToken) =>
        IsCurrentEnough ? ValueTask.CompletedTask : new ValueTask(ConfirmSharedAsync(cancellationToken));

    /// <summary>
    /// Completes when a token may be issued from the cache: it had the store's newest revision within <see cref="IssuingWindow.Length"/>. Usually synchronously
    /// while tokens are issued all the time.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the cache cannot follow it.</exception>
    public ValueTask EnsureIssuableAsync(CancellationToken cancellationToken)
    {
        if (IsExclusive)
        {
            return ValueTask.CompletedTask;
        }

        if (!IsWithin(IssuingResolution, Volatile.Read(ref _issuedAt)))
        {
            Volatile.Write(ref _issuedAt, _time.GetTimestamp());
        }

        return IsWithin(_issuingStaleness, Volatile.Read(ref _confirmedAt)) ? ValueTask.CompletedTask : new ValueTask(ConfirmSharedAsync(cancellationToken));
    }

    /// <summary>
    /// Completes when the cache has reached the store's newest revision as of a linearizable read that began after this call; returns that
    /// revision. Concurrent calls share reads of the store.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the cache cannot follow it.</exception>
    public ValueTask<Revision> ConfirmAsync(CancellationToken cancellationToken)
    {
        if (!IsExclusive)
        {
            return new ValueTask<Revision>(ConfirmSharedAsync(cancellationToken));
        }

        var reading = _store.GetRevisionAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return ReadAndReachAsync(reading, cancellationToken);
        }

        var newest = reading.Result;
        return newest <= Revision ? new ValueTask<Revision>(newest) : WaitForStoreAsync(newest, cancellationToken);
    }

    /// <summary>As <see cref="ConfirmAsync(CancellationToken)"/>, with a read of its own that waits for no other.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the cache cannot follow it.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken) =>
        await ReachAsync(await _reads.ReadAloneAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Whether a decision made from the cache stands: nothing has changed in the store between the revision of the cache before the
    /// decision and a linearizable read that began after it. When false, the cache has been updated: decide again, once.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the cache cannot follow it.</exception>
    public async ValueTask<bool> ConfirmAsync(Revision decidedAt, CancellationToken cancellationToken) =>
        decidedAt >= await ConfirmAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Completes when the cache has reached a revision.</summary>
    public ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken) => _cache.WaitForAsync(revision, cancellationToken);

    /// <summary>
    /// Waits for a revision that a client names, within a short time limit; a 504 when the cache does not reach it. A watcher can know a
    /// revision slightly before every reader of this replica, and a client of another replica earlier still.
    /// </summary>
    public async ValueTask<StatusError?> WaitUntilFreshAsync(Revision wanted, CancellationToken cancellationToken) =>
        await TryReachAsync(wanted, RevisionWait, cancellationToken).ConfigureAwait(false)
            ? null
            : StatusErrors.TooLargeRevision(wanted, Revision);

    /// <summary>The newest state of a resource, with the newest revision at which that state is known to be current.</summary>
    public ResourceSnapshot SnapshotOf(ResourceDefinition definition)
    {
        // The order matters: the snapshot contains everything up to the revision that was read before it.
        var now = Revision;
        var snapshot = this[definition].Snapshot;
        return snapshot.Revision >= now ? snapshot : snapshot.At(now);
    }

    /// <summary>The state of a resource at a past or current revision; null when it is no longer kept.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public async ValueTask<ResourceSnapshot?> SnapshotOfAsync(ResourceDefinition definition, Revision revision, CancellationToken cancellationToken)
    {
        var now = Revision;
        var newest = this[definition].Snapshot;
        if (newest.Revision <= revision && revision <= now)
        {
            return newest.At(revision);
        }

        if (this[definition].FindPaged(revision) is { } kept)
        {
            return kept;
        }

        try
        {
            var query = new RangeQuery { Prefix = definition.StoragePrefix, At = revision };
            var range = await _store.RangeAsync(query, cancellationToken).ConfigureAwait(false);
            return ResourceSnapshot.Create(StoredForms.ReadAll(definition, range.Values), revision);
        }
        catch (RevisionCompactedException)
        {
            return null;
        }
    }

    private bool IsWithin(TimeSpan span, long timestamp) => timestamp != Never && _time.GetElapsedTime(timestamp) <= span;

    private async Task<Confirmation> ReadRevisionAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        return new Confirmation(await _store.GetRevisionAsync(cancellationToken).ConfigureAwait(false), began);
    }

    private async Task<Revision> ConfirmSharedAsync(CancellationToken cancellationToken) =>
        await ReachAsync(await _reads.ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until the cache has reached what was read, and remembers when the read began; returns the revision.</summary>
    private async Task<Revision> ReachAsync(Confirmation read, CancellationToken cancellationToken)
    {
        var (newest, began) = read;
        await WaitForStoreAsync(newest, cancellationToken).ConfigureAwait(false);
        for (var known = Volatile.Read(ref _confirmedAt); known < began;)
        {
            var before = Interlocked.CompareExchange(ref _confirmedAt, began, known);
            known = before == known ? began : before;
        }

        return newest;
    }

    private async ValueTask<Revision> ReadAndReachAsync(ValueTask<Revision> reading, CancellationToken cancellationToken) =>
        await WaitForStoreAsync(await reading.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until the cache has reached a revision of the store; returns that revision.</summary>
    private async ValueTask<Revision> WaitForStoreAsync(Revision newest, CancellationToken cancellationToken) =>
        await TryReachAsync(newest, _options.ConfirmTimeout, cancellationToken).ConfigureAwait(false)
            ? newest
            : throw new StoreUnavailableException($"the object cache is at revision {Revision} and has not reached the store's revision {newest} in time");

    private ValueTask<bool> TryReachAsync(Revision wanted, TimeSpan atMost, CancellationToken cancellationToken) =>
        wanted <= Revision ? new(true) : WaitAsync(wanted, atMost, cancellationToken);

    private async ValueTask<bool> WaitAsync(Revision wanted, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _cache.WaitForAsync(wanted, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The store's newest revision, and a timestamp from before the read.</summary>
    private readonly record struct Confirmation(Revision Newest, long Began);
}
