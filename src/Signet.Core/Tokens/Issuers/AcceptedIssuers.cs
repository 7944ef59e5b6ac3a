using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;

namespace Signet.Core.Tokens.Issuers;

/// <summary>
/// The accepted issuers of a server: a snapshot that follows the record in the store. A store that other processes can write to is read again
/// before a correctly signed token is refused because of its issuer. So a server whose issuer is in the record can issue: all others accept
/// its tokens.
/// </summary>
internal sealed class AcceptedIssuers
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private readonly SharedRead<StoredIssuers>? _read;
    private readonly TimeProvider _time;
    private StoredIssuers _stored;
    private volatile IssuerSnapshot _current;

    /// <summary>Starts with the record of the start.</summary>
    /// <param name="configured">The issuers of the settings; the first one issues.</param>
    /// <param name="stored">The record.</param>
    /// <param name="store">Where it is read again.</param>
    /// <param name="time">The clock.</param>
    public AcceptedIssuers(IReadOnlyList<string> configured, StoredIssuers stored, IssuerStore store, TimeProvider time)
        : this(configured, stored, time) =>
        _read = store.IsShared ? new SharedRead<StoredIssuers>(token => store.LoadAsync(token).AsTask(), ReadTimeout, time) : null;

    private AcceptedIssuers(IReadOnlyList<string> configured, StoredIssuers stored, TimeProvider time)
    {
        (_stored, _time) = (stored, time);
        _current = new IssuerSnapshot(configured, stored.History, time.GetUtcNow());
    }

    /// <summary>The snapshot in force.</summary>
    public IssuerSnapshot Current => _current;

    /// <summary>Whether another server can have added an issuer that this one has not seen.</summary>
    public bool CanBeBehind => _read is not null;

    /// <summary>Issuers that do not change.</summary>
    public static AcceptedIssuers Of(params IReadOnlyList<string> configured) =>
        new(configured, new StoredIssuers(IssuerHistory.Empty, Revision.Zero), TimeProvider.System);

    /// <summary>Uses a newer state of the record; an older one changes nothing.</summary>
    public void Use(StoredIssuers stored)
    {
        lock (_lock)
        {
            if (stored.Modified < _stored.Modified || (stored.Modified == _stored.Modified && _stored.History.IsSame(stored.History)))
            {
                return;
            }

            _stored = stored;
            Replace();
        }
    }

    /// <summary>
    /// The store has another history, whose revisions cannot be compared with that of the state in use: the next state replaces it, whatever its revision.
    /// </summary>
    public void BeginHistory()
    {
        lock (_lock)
        {
            _stored = _stored with { Modified = Revision.Zero };
        }
    }

    /// <summary>Leaves out issuers whose last token has expired.</summary>
    public void DropExpired()
    {
        lock (_lock)
        {
            if (_current.NextExpiry <= _time.GetUtcNow())
            {
                Replace();
            }
        }
    }

    /// <summary>Reads the record again, if others can have changed it.</summary>
    /// <returns>Whether another snapshot than <paramref name="seen"/> is in force.</returns>
    /// <exception cref="Storage.StoreUnavailableException">The store cannot be read.</exception>
    public async ValueTask<bool> ConfirmAsync(IssuerSnapshot seen, CancellationToken cancellationToken)
    {
        if (_read is { } read && ReferenceEquals(_current, seen))
        {
            try
            {
                Use(await read.ReadAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (IssuerRecordException)
            {
                // The issuers known so far stay in force, and the service that follows the record reports it.
                return false;
            }
        }

        return !ReferenceEquals(_current, seen);
    }

    /// <summary>Waits for the next snapshot. A caller takes the task before it reads <see cref="Current"/>, and misses nothing.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _changed.Next.WaitAsync(cancellationToken);

    private void Replace()
    {
        _current = new IssuerSnapshot(_current.Configured, _stored.History, _time.GetUtcNow());
        _changed.Fire();
    }
}
