using Signet.Core.Signing.Ring;

namespace Signet.Tests.Signing.Managed;

/// <summary>A replica of a simulation: its clock is off by a constant, and it has one key ring after the other.</summary>
internal sealed class SimulatedReplica(TimeSpan offset)
{
    private readonly List<(DateTimeOffset From, KeyRingSnapshot Ring)> _history = [];

    /// <summary>Whether it runs.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Its clock at a true time.</summary>
    public DateTimeOffset Clock(DateTimeOffset now) => now + offset;

    /// <summary>The true time at which its clock shows a time.</summary>
    public DateTimeOffset TrueTime(DateTimeOffset clock) => clock - offset;

    /// <summary>Takes over a ring.</summary>
    public void Load(DateTimeOffset now, KeyRingSnapshot ring) => _history.Add((now, ring));

    /// <summary>The ring that is in force at a true time.</summary>
    public KeyRingSnapshot RingAt(DateTimeOffset now) => _history.Last(entry => entry.From <= now).Ring;

    /// <summary>The key that it would sign with.</summary>
    public RingKey? SigningKeyAt(DateTimeOffset now)
    {
        var clock = Clock(now);
        return RingAt(now).Keys.Where(key => key.SignsAt(clock)).MaxBy(key => key.SignsFrom);
    }

    /// <summary>Whether its JWKS has a key at a true time.</summary>
    public bool Publishes(string keyId, DateTimeOffset now) => RingAt(now).Find(keyId)?.IsPublishedAt(Clock(now)) == true;

    /// <summary>Whether a copy of its JWKS that is made at a true time has a key.</summary>
    public bool Copies(string keyId, DateTimeOffset now) => KeyRingPhase.OfCopy(RingAt(now), Clock(now)).Published.Any(key => key.KeyId == keyId);

    /// <summary>Whether its TokenReview accepts the signature of a key at a true time.</summary>
    public bool Accepts(string keyId, DateTimeOffset now) => RingAt(now).Find(keyId)?.VerifiesAt(Clock(now)) == true;
}
