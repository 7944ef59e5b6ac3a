using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;

namespace Signet.Core.Signing.Succession;

/// <summary>
/// Plans the windows of given keys on top of what the store has, records them by compare-and-swap, and puts them into the ring: what is not recorded
/// is not in force, so that a restart does not forget it. One caller at a time.
/// </summary>
internal sealed class KeySuccessionRunner(IObjectStore store, KeyEncryptionKeys sealing, SuccessionSettings settings, GivenKeySource source, TimeProvider time)
{
    private const int MaxConflicts = 16;
    private GivenKeys? _inForce;
    private (IReadOnlyList<ManagedKey> Keys, Revision Modified)? _last;

    /// <summary>The ring; usable after the first run.</summary>
    public GivenKeyRing Ring { get; } = new(settings.Policy);

    /// <summary>Lead, <c>max-age</c> and maximum lifetime.</summary>
    public KeyPolicy Policy => settings.Policy;

    /// <summary>The keys that the settings give.</summary>
    public GivenKeySource Source => source;

    /// <summary>What the run of the start did; the service that runs later logs it.</summary>
    public SuccessionChange? Opened { get; set; }

    /// <summary>Brings records and ring to the keys that are given now.</summary>
    /// <exception cref="KeyRingException">The keys break a rule of rings; nothing was recorded.</exception>
    public async ValueTask<SuccessionChange> RunAsync(CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var given = source.Current;
            if (given.KeyId is { } keyId)
            {
                Ring.Keep(keyId, given.Signer);
            }

            var now = time.GetUtcNow();
            var (recorded, modified, fault) = await LoadAsync(cancellationToken).ConfigureAwait(false);
            var planned = KeySuccession.Plan(settings.Policy, settings.Activation, recorded, given, Ring.CanSign, now);
            if (!ReferenceEquals(_inForce, given))
            {
                planned = WithDevice(planned, given);
            }

            var isUnchanged = ReferenceEquals(_inForce, given) && planned.SequenceEqual(Ring.Keys);
            var next = isUnchanged ? null : Ring.Prepare(planned, given, now);
            if ((fault is not null || !planned.SequenceEqual(recorded)) && !await TryReplaceAsync(modified, planned, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (next is not null)
            {
                Ring.Use(next, planned, given, now);
                _inForce = given;
            }

            return new SuccessionChange(recorded, planned) { Fault = fault };
        }

        throw new InvalidOperationException($"{SuccessionRecord.StorageKey} was changed by other replicas {MaxConflicts} times in a row");
    }

    /// <summary>The recorded key in a device that signs at present, when the settings name another device or a file; null otherwise.</summary>
    public async ValueTask<ManagedKey?> FindFormerAsync(CancellationToken cancellationToken)
    {
        var (recorded, _, _) = await LoadAsync(cancellationToken).ConfigureAwait(false);
        var (given, now) = (source.Current, time.GetUtcNow());
        return recorded
            .Where(key => key.DeviceUri is not null && key.StateAt(now) == ManagedKeyState.Current)
            .Where(key => key.DeviceUri != given.DeviceUri && key.KeyId != given.KeyId)
            .MaxBy(key => key.SignsFrom);
    }

    /// <summary>Notes the URI by which this process has opened the key; only when the settings change, because replicas may have different URIs.</summary>
    private static IReadOnlyList<ManagedKey> WithDevice(IReadOnlyList<ManagedKey> planned, GivenKeys given) =>
        planned.Any(key => key.KeyId == given.KeyId && key.DeviceUri != given.DeviceUri)
            ? [.. planned.Select(key => key.KeyId == given.KeyId ? key with { DeviceUri = given.DeviceUri } : key)]
            : planned;

    private async ValueTask<(IReadOnlyList<ManagedKey> Keys, Revision Modified, string? Fault)> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(SuccessionRecord.StorageKey, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return ([], Revision.Zero, null);
        }

        if (_last is { } last && last.Modified == stored.Modified)
        {
            return (last.Keys, last.Modified, null);
        }

        try
        {
            var keys = SuccessionRecord.Read(stored.Value.Span, sealing);
            _last = (keys, stored.Modified);
            return (keys, stored.Modified, null);
        }
        catch (ManagedKeyException exception)
        {
            // The files are what counts: a server with them starts without the record.
            return ([], stored.Modified, exception.Message);
        }
    }

    private async ValueTask<bool> TryReplaceAsync(Revision modified, IReadOnlyList<ManagedKey> keys, CancellationToken cancellationToken)
    {
        var commit = new Commit(
            [new Compare(SuccessionRecord.StorageKey, modified)],
            [new StoreOperation.Put(SuccessionRecord.StorageKey, SuccessionRecord.Write(keys, sealing.Primary))])
        {
            MayUseReserve = true,
        };
        if (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) is not CommitResult.Success success)
        {
            return false;
        }

        _last = (keys, success.Revision);
        return true;
    }
}
