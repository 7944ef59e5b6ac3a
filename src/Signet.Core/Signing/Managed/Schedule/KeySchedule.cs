namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>
/// The windows of all keys with their reasons, and the next transitions, those included that the planner has not written yet. Pure: it follows from
/// policy, records and time.
/// </summary>
internal sealed class KeySchedule
{
    private readonly KeyForecast _forecast;
    private readonly KeyReasons _reasons;
    private readonly Dictionary<string, ManagedKey> _recorded;
    private readonly DateTimeOffset _now;

    private KeySchedule(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, IReadOnlyList<KeyTransition> decided, DateTimeOffset now)
    {
        Policy = policy;
        _now = WholeSeconds.Ceiling(now);
        _recorded = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        foreach (var change in decided.OfType<KeyTransition.Change>())
        {
            _recorded[change.After.KeyId] = change.After;
        }

        _forecast = KeyForecast.Run(policy, keys, decided, now);
        _reasons = new KeyReasons(policy, _forecast.Keys, _forecast.IsMade);
        Keys = [.. _forecast.Keys.Where(key => _forecast.IsMade(key) || key.CreatedAt <= _now).Select(Schedule)];
        Transitions =
        [
            .. _forecast.Keys.SelectMany(TransitionsOf).OrderBy(transition => transition.Time).ThenBy(transition => transition.State),
        ];
    }

    /// <summary>The policy.</summary>
    public KeyPolicy Policy { get; }

    /// <summary>The keys, in the order in which they were made; last those that are due to be made now.</summary>
    public IReadOnlyList<ScheduledKey> Keys { get; }

    /// <summary>
    /// The transitions after now, in order, up to the end of each key that exists. Of keys that are to be made only those that replace existing ones
    /// are in it.
    /// </summary>
    public IReadOnlyList<ScheduledTransition> Transitions { get; }

    /// <summary>The schedule of keys.</summary>
    public static KeySchedule Of(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, DateTimeOffset now) => new(policy, keys, [], now);

    /// <summary>The schedule of keys as it would be after transitions that are decided and not committed.</summary>
    public static KeySchedule After(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, IReadOnlyList<KeyTransition> decided, DateTimeOffset now) =>
        new(policy, keys, decided, now);

    private ScheduledKey Schedule(ManagedKey key)
    {
        var record = _recorded.GetValueOrDefault(key.KeyId, key);
        var (state, isMade) = (record.StateAt(_now), _forecast.IsMade(key));
        var isToSign = state is ManagedKeyState.Pending or ManagedKeyState.Next or ManagedKeyState.Current;
        DateTimeOffset? safeFrom = isToSign && Policy.AvailableFrom(record) is { } available
            ? available == DateTimeOffset.MinValue ? available : available + Policy.PublicationLead
            : null;
        return new ScheduledKey(key, isMade, state, BoundsOf(key))
        {
            SafeFrom = safeFrom,
            IsSafeToSign = safeFrom <= _now,
            Safety = _reasons.OfSafety(record, state, safeFrom, _now),
        };
    }

    private IReadOnlyList<KeyBound> BoundsOf(ManagedKey key)
    {
        var record = _forecast.IsMade(key) ? _recorded.GetValueOrDefault(key.KeyId) : null;
        var isEndRecorded = IsRecorded(record?.SignsUntil, key.SignsUntil);
        var isEndedEarlier = key.EndedAt is { } ended && !(key.SignsUntil <= ended);
        return
        [
            new(KeyBoundKind.PublishedFrom, key.PublishedFrom, IsRecorded(record?.PublishedFrom, key.PublishedFrom), KeyReasons.OfPublication(key)),
            new(KeyBoundKind.SignsFrom, key.SignsFrom, IsRecorded(record?.SignsFrom, key.SignsFrom), _reasons.OfSigning(key)),
            isEndedEarlier
                ? new(KeyBoundKind.SignsUntil, key.EndedAt, IsRecorded(record?.EndedAt, key.EndedAt), _reasons.OfSigningEnd(key, isRecorded: true))
                : new(KeyBoundKind.SignsUntil, key.SignsUntil, isEndRecorded, _reasons.OfSigningEnd(key, isEndRecorded)),
            new(KeyBoundKind.VerifiesUntil, key.VerifiesUntil, IsRecorded(record?.VerifiesUntil, key.VerifiesUntil), KeyReasons.OfEnd(key)),
        ];
    }

    private static bool IsRecorded(DateTimeOffset? recorded, DateTimeOffset? foreseen) => foreseen is not null && recorded == foreseen;

    private IEnumerable<ScheduledTransition> TransitionsOf(ManagedKey key)
    {
        var bounds = BoundsOf(key);
        foreach (var bound in bounds)
        {
            var state = bound.Kind switch
            {
                KeyBoundKind.PublishedFrom => ManagedKeyState.Next,
                KeyBoundKind.SignsFrom => ManagedKeyState.Current,
                KeyBoundKind.SignsUntil => ManagedKeyState.Previous,
                _ => ManagedKeyState.Retired,
            };

            // A key that an operator ends, or that never signed, has not each of the stages.
            if (bound.Time is { } time && (_forecast.IsMade(key) ? time > _now : time >= _now) && key.StateAt(time) == state)
            {
                yield return new ScheduledTransition(time, _forecast.IsMade(key) ? key.KeyId : "", key.Algorithm, state, bound.IsRecorded, bound.Reason);
            }
        }
    }
}
