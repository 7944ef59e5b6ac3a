using Signet.Core.Signing.Managed;

namespace Signet.Tests.Signing.Managed;

/// <summary>
/// A published copy of the JWKS. Its publisher is away for longer than the publication lead again and again; the first publication is before the first token.
/// </summary>
internal sealed class SimulatedCopy(Random random, KeyPolicy policy)
{
    private readonly List<(DateTimeOffset From, HashSet<string> KeyIds)> _history = [];
    private DateTimeOffset _nextAt;

    /// <summary>Publishes, unless the publisher is away.</summary>
    public bool TryPublish(DateTimeOffset now, Predicate<string> isInKeySet, IReadOnlyList<ManagedKey> keys)
    {
        if (_history.Count > 0 && now < _nextAt)
        {
            return false;
        }

        _history.Add((now, keys.Select(key => key.KeyId).Where(keyId => isInKeySet(keyId)).ToHashSet(StringComparer.Ordinal)));

        // Half of the time it works at once, half of the time it does not for up to an interval.
        var longest = (policy.PublicationLead + policy.RotationInterval!.Value).TotalSeconds;
        _nextAt = random.Next(2) == 0 ? now : now.AddSeconds(policy.PublicationLead.TotalSeconds + (random.NextDouble() * longest));
        return true;
    }

    /// <summary>The keys in the copy at a time.</summary>
    public HashSet<string> KeysAt(DateTimeOffset now) => _history.LastOrDefault(entry => entry.From <= now).KeyIds ?? [];
}
