namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>
/// Runs <see cref="KeyPlanner"/> ahead, on records without key pairs, until each existing key has an end. The planner decides only at the times
/// that the windows and the policy give, so that running it at these times is the same as running it always.
/// </summary>
internal sealed class KeyForecast
{
    private readonly KeyPolicy _policy;
    private readonly IReadOnlyList<ManagedKey> _before;
    private readonly Dictionary<string, ManagedKey> _last = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly HashSet<string> _made;
    private List<ManagedKey> _keys;

    private KeyForecast(KeyPolicy policy, IReadOnlyList<ManagedKey> keys)
    {
        (_policy, _before, _keys) = (policy, keys, [.. keys]);
        _made = keys.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        Remember();
    }

    /// <summary>The keys as they will be, those that are to be made at the end. Removed ones are as they were before.</summary>
    public IReadOnlyList<ManagedKey> Keys => [.. _order.Select(keyId => _last[keyId])];

    /// <summary>Whether a key of <see cref="Keys"/> exists.</summary>
    public bool IsMade(ManagedKey key) => _made.Contains(key.KeyId);

    /// <summary>Foresees what the planner does.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="keys">All records.</param>
    /// <param name="decided">What is decided and not committed yet.</param>
    /// <param name="now">The time.</param>
    public static KeyForecast Run(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, IReadOnlyList<KeyTransition> decided, DateTimeOffset now)
    {
        var forecast = new KeyForecast(policy, keys);
        forecast.Apply(decided, now);
        DateTimeOffset? time = now;
        while (time is { } at)
        {
            forecast.Apply(KeyPlanner.Plan(policy, forecast._keys, at), at);
            time = forecast.IsComplete() ? null : forecast.NextAfter(at);
        }

        return forecast;
    }

    /// <summary>Whether each key that exists has an end.</summary>
    private bool IsComplete() => _before.All(key => _last[key.KeyId] is { EndedAt: not null } or { SignsUntil: not null });

    /// <summary>The next time at which the planner may decide something.</summary>
    private DateTimeOffset? NextAfter(DateTimeOffset time) => _keys
        .Where(key => key.EndedAt is null)
        .SelectMany(key => (DateTimeOffset?[])[key.PublishedFrom, key.SignsFrom, key.SignsUntil, DueOf(key)])
        .Where(next => next > time)
        .Min();

    /// <summary>When the successor of a key is to be published.</summary>
    private DateTimeOffset? DueOf(ManagedKey key) => key.SignsUntil is null ? key.SignsFrom + _policy.RotationInterval - _policy.PublicationLead : null;

    private void Apply(IReadOnlyList<KeyTransition> transitions, DateTimeOffset now)
    {
        foreach (var transition in transitions)
        {
            switch (transition)
            {
                case KeyTransition.Create create:
                    // Not an id that a key can have.
                    _keys.Add(KeyTransitionRunner.RecordOf(create, $"*{_order.Count}", publicKey: default, _policy, now));
                    break;
                case KeyTransition.Change change:
                    _keys = [.. _keys.Select(key => key.KeyId == change.After.KeyId ? change.After : key)];
                    break;
                case KeyTransition.Remove remove:
                    _keys.RemoveAll(key => key.KeyId == remove.Key.KeyId);
                    break;
            }
        }

        Remember();
    }

    private void Remember()
    {
        foreach (var key in _keys)
        {
            if (!_last.ContainsKey(key.KeyId))
            {
                _order.Add(key.KeyId);
            }

            _last[key.KeyId] = key;
        }
    }
}
