using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;

namespace Signet.Tests.Signing.Managed;

/// <summary>
/// Replicas with differing clocks that issue, publish and review through rotations, and restart at random. Every token is checked later, by every
/// replica and by verifiers with the oldest, the newest and a random JWKS that <c>max-age</c> lets them keep. Time passes in steps, and stops at every
/// edge of a window on every clock.
/// </summary>
internal sealed class RotationSimulation
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly Random _random;
    private readonly KeyPolicy _policy;
    private readonly List<SimulatedReplica> _replicas;
    private readonly SortedSet<DateTimeOffset> _stops = [];
    private readonly List<(string KeyId, DateTimeOffset IssuedAt, DateTimeOffset Expires, DateTimeOffset True)> _tokens = [];
    private readonly SimulatedCopy? _copy;
    private List<ManagedKey> _keys = [];
    private int _made;

    /// <param name="seed">Of everything that is random.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="hasCopy">Whether verifiers read a copy of the JWKS that is published at random times, with failures, instead of the replicas' JWKS.</param>
    public RotationSimulation(int seed, KeyPolicy policy, bool hasCopy = false)
    {
        _random = new Random(seed);
        _policy = policy;
        _copy = hasCopy ? new SimulatedCopy(_random, policy) : null;

        // The clocks of two replicas differ by at most what the rules take into account.
        var half = ClockSkew.Max / 2;
        _replicas = [new(half), new(-half), new(TimeSpan.FromSeconds(_random.Next(-30, 31)))];
    }

    /// <summary>What went wrong; empty when nothing.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>How many keys have signed.</summary>
    public int KeysThatSigned => _tokens.Select(token => token.KeyId).Distinct().Count();

    /// <summary>The tokens that were issued and checked.</summary>
    public int Tokens => _tokens.Count;

    /// <summary>A policy that the rules accept.</summary>
    public static KeyPolicy RandomPolicy(Random random)
    {
        var maxAge = TimeSpan.FromSeconds(random.Next(0, 7200));
        var lead = maxAge + ClockSkew.Max + TimeSpan.FromSeconds(random.Next(0, 3) * random.Next(0, 86400));
        return new KeyPolicy
        {
            MaxAge = maxAge,
            PublicationLead = lead,
            RotationInterval = lead + TimeSpan.FromSeconds(random.Next(1, 30 * 86400)),
            MaxLifetime = TimeSpan.FromSeconds(random.Next(600, 90 * 86400)),
        };
    }

    /// <summary>Runs through a number of rotations, and checks what was issued.</summary>
    public void Run(int rotations)
    {
        var interval = _policy.RotationInterval!.Value;
        var end = Start + (interval * rotations) + _policy.PublicationLead;
        for (var now = Start; now < end; now = Next(now, interval / 20))
        {
            Restart();
            PlanAndLoad(now);
            Publish(now);
            foreach (var replica in _replicas.Where(replica => replica.IsUp))
            {
                Issue(replica, now);
            }
        }

        foreach (var token in _tokens)
        {
            Check(token);
        }
    }

    private DateTimeOffset Next(DateTimeOffset now, TimeSpan maxStep)
    {
        var step = now + TimeSpan.FromSeconds(1 + _random.NextInt64((long)maxStep.TotalSeconds + 1));
        _stops.RemoveWhere(stop => stop <= now);
        return _stops.Count > 0 && _stops.Min < step ? _stops.Min : step;
    }

    /// <summary>At least one replica runs: a service that is down issues nothing.</summary>
    private void Restart()
    {
        var replica = _replicas[_random.Next(_replicas.Count)];
        replica.IsUp = !replica.IsUp;
        if (!_replicas.Any(one => one.IsUp))
        {
            replica.IsUp = true;
        }
    }

    private void PlanAndLoad(DateTimeOffset now)
    {
        var running = _replicas.Where(replica => replica.IsUp).ToList();
        var leader = running[_random.Next(running.Count)];
        foreach (var transition in KeyPlanner.Plan(_policy, _keys, leader.Clock(now)))
        {
            _keys = Apply(transition, leader.Clock(now));
        }

        Assert.Empty(KeyPlanner.Plan(_policy, _keys, leader.Clock(now)));

        // All that serve see a commit within the freshness promise, which is below a second.
        foreach (var replica in _replicas)
        {
            replica.Load(now, RingFor(replica.Clock(now)));
        }

        foreach (var edge in _keys.SelectMany(key => new[] { key.PublishedFrom, key.SignsFrom, key.SignsUntil, key.NeededUntil }))
        {
            if (edge > DateTimeOffset.MinValue)
            {
                foreach (var replica in _replicas)
                {
                    var stop = replica.TrueTime(edge.Value);
                    _stops.UnionWith([stop.AddSeconds(-1), stop, stop.AddSeconds(1)]);
                }
            }
        }
    }

    private void Publish(DateTimeOffset now)
    {
        if (_copy is null)
        {
            return;
        }

        var running = _replicas.Where(one => one.IsUp).ToList();
        var replica = running[_random.Next(running.Count)];
        if (!_copy.TryPublish(now, keyId => replica.Copies(keyId, now), _keys))
        {
            return;
        }

        var confirmed = new KeyOperations(_policy, _keys, replica.Clock(now)).Confirm(_copy.KeysAt(now), 1).Value;
        foreach (var transition in confirmed.Transitions)
        {
            _keys = Apply(transition, now);
        }

        PlanAndLoad(now);
    }

    private bool IsKnown(SimulatedReplica replica, string keyId, DateTimeOffset fetched) =>
        _copy is null ? replica.Publishes(keyId, fetched) : _copy.KeysAt(fetched).Contains(keyId);

    private List<ManagedKey> Apply(KeyTransition transition, DateTimeOffset now) => transition switch
    {
        KeyTransition.Create create => [.. _keys, SimulatedKeys.Make(_made++, create, _policy, now)],
        KeyTransition.Change change => [.. _keys.Select(key => key == change.Before ? change.After : key)],
        KeyTransition.Remove remove => [.. _keys.Where(key => key != remove.Key)],
        _ => throw new InvalidOperationException(),
    };

    private KeyRingSnapshot RingFor(DateTimeOffset clock) =>
        new(ManagedKeyRing.Define(_policy, _keys, SimulatedKeys.PublicKeyOf, SimulatedKeys.SignerOf, clock));

    private void Issue(SimulatedReplica replica, DateTimeOffset now)
    {
        var clock = replica.Clock(now);
        if (replica.SigningKeyAt(now) is not { } key)
        {
            Violations.Add($"{clock:u}: no key signs");
            return;
        }

        var longest = (long)replica.RingAt(now).MaxLifetime.TotalSeconds;
        foreach (var lifetime in (ReadOnlySpan<long>)[longest, _random.NextInt64(1, longest + 1)])
        {
            _tokens.Add((key.KeyId, clock, clock.AddSeconds(lifetime), now));
        }
    }

    /// <summary>A verifier's clock may be behind: it accepts a token for half of the clock skew longer.</summary>
    private void Check((string KeyId, DateTimeOffset IssuedAt, DateTimeOffset Expires, DateTimeOffset True) token)
    {
        var last = token.Expires.AddSeconds(-1) + (ClockSkew.Max / 2);
        var random = token.True.AddSeconds(_random.NextInt64(Math.Max(1, (long)(last - token.True).TotalSeconds)));
        foreach (var now in (ReadOnlySpan<DateTimeOffset>)[token.True, random, last])
        {
            var maxAge = (long)_policy.MaxAge.TotalSeconds;
            foreach (var age in (ReadOnlySpan<long>)[maxAge, 0, _random.NextInt64(maxAge + 1)])
            {
                var fetched = now.AddSeconds(-age);
                foreach (var replica in _replicas.Where(one => fetched >= Start && !IsKnown(one, token.KeyId, fetched)))
                {
                    Violations.Add($"at {now:u} a verifier whose JWKS is {age} s old does not know {token.KeyId} of {token.IssuedAt:u}");
                }
            }

            if (_replicas.Any(one => !one.Accepts(token.KeyId, now)))
            {
                Violations.Add($"at {now:u} a replica refuses {token.KeyId} of {token.IssuedAt:u}");
            }
        }
    }
}
