namespace Signet.Core.Signing.Ring;

/// <summary>A snapshot during a period in which no window of its keys opens or closes. Documents rendered from it can be cached by reference.</summary>
internal sealed class KeyRingPhase
{
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;

    private KeyRingPhase(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<RingKey> published, TimeSpan maxAge)
    {
        (_from, _until, Published, MaxAge) = (from, until, published, maxAge);
        Algorithms = [.. published.Select(key => key.Key.Algorithm.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The keys in the JWKS, in order.</summary>
    public IReadOnlyList<RingKey> Published { get; }

    /// <summary>The names of their algorithms, in alphabetical order.</summary>
    public IReadOnlyList<string> Algorithms { get; }

    /// <summary>The <c>max-age</c> of the documents.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>Whether a time is within the phase.</summary>
    internal bool Contains(DateTimeOffset now) => _from <= now && now < _until;

    /// <summary>
    /// What a copy of the documents that is made at a time has: also the keys that replicas whose clock is ahead publish already. Else a copy of this replica
    /// could replace one of another replica and lose a key.
    /// </summary>
    internal static KeyRingPhase OfCopy(KeyRingSnapshot snapshot, DateTimeOffset now) => new(
        now, now, [.. snapshot.Keys.Where(key => key.IsPublishedAt(now) || key.IsPublishedAt(now + ClockSkew.Max))], snapshot.MaxAge);

    /// <summary>The phase of a snapshot at a time.</summary>
    internal static KeyRingPhase Of(KeyRingSnapshot snapshot, DateTimeOffset now)
    {
        var (from, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var key in snapshot.Keys)
        {
            foreach (var edge in (ReadOnlySpan<DateTimeOffset>)[key.PublishedFrom, key.PublishedUntil, key.SignsFrom, key.SignsUntil, key.VerifiesUntil])
            {
                if (edge <= now)
                {
                    from = edge > from ? edge : from;
                }
                else
                {
                    until = edge < until ? edge : until;
                }
            }
        }

        return new KeyRingPhase(from, until, [.. snapshot.Keys.Where(key => key.IsPublishedAt(now))], snapshot.MaxAge);
    }
}
