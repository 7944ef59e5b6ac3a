using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Schedule;
using Signet.Testing;

namespace Signet.Tests.Signing.Managed.Schedule;

/// <summary>What a schedule foresees is what the planner does when time moves on: nothing else, nothing less, and at no other time.</summary>
public sealed class KeySchedulePropertyTests
{
    private const int Seeds = 300;

    /// <summary>
    /// With required publication the histories have confirmations, missing ones, and a setting that is turned on after switches were planned.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_RandomPoliciesAndHistories_ForeseesThePlanner(bool requiresPublication)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new SeededSequence(seed);
            var policy = PolicyOf(random, requiresPublication);
            var (keys, now) = History(policy, random);
            var schedule = KeySchedule.Of(policy, keys.Keys, now);
            var existing = keys.Keys.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
            var before = keys.Keys.ToDictionary(key => key.KeyId, key => key.StateAt(WholeSeconds.Ceiling(now)));

            foreach (var time in Times(schedule, now, random))
            {
                // When each existing key has an end, the schedule says nothing more of their successors.
                var isComplete = keys.Keys.Where(key => existing.Contains(key.KeyId)).All(key => key.SignsUntil is not null || key.EndedAt is not null);
                var done = keys.Plan(time);
                if (!isComplete && time != now && !schedule.Transitions.Any(next => next.Time == time))
                {
                    AssertForeseen(seed, schedule, done);
                }

                AssertStates(seed, schedule, keys, existing, before, time);
            }
        }
    }

    private static KeyPolicy PolicyOf(SeededSequence random, bool requiresPublication)
    {
        var lead = TimeSpan.FromSeconds(3660 + random.Next(100_000));
        return new KeyPolicy
        {
            PublicationLead = lead,
            RotationInterval = random.Next(5) == 0 ? null : lead + TimeSpan.FromSeconds(1 + random.Next(3_000_000)),
            MaxLifetime = TimeSpan.FromSeconds(600 + random.Next(2_000_000)),
            RequiresConfirmedPublication = requiresPublication,
            AlgorithmsByAudience = random.Next(3) == 0
                ? new Dictionary<string, JwtAlgorithm> { ["vault"] = JwtAlgorithm.ES256 }
                : new Dictionary<string, JwtAlgorithm>(),
        };
    }

    /// <summary>Keys after some rotations and operations, and the time.</summary>
    private static (PlannedKeys Keys, DateTimeOffset Now) History(KeyPolicy policy, SeededSequence random)
    {
        var keys = new PlannedKeys(policy);
        var now = ManagedKeyTestKeys.Now;
        keys.Plan(now);
        if (policy.RequiresConfirmedPublication && random.Next(2) == 0)
        {
            now += TimeSpan.FromSeconds(random.Next(3_000_000));
            keys.PlanWith(policy with { RequiresConfirmedPublication = false }, now);
        }

        for (var step = random.Next(8); step > 0; step--)
        {
            now += TimeSpan.FromSeconds(random.Next(2_000_000)) + TimeSpan.FromMilliseconds(random.Next(1000));
            keys.Plan(now);
            if (random.Next(2) == 0)
            {
                keys.Operate(random, now);
            }
        }

        return (keys, now);
    }

    /// <summary>The times of the schedule, a second before and after each, and random ones between.</summary>
    private static IReadOnlyList<DateTimeOffset> Times(KeySchedule schedule, DateTimeOffset now, SeededSequence random)
    {
        if (schedule.Transitions.Count == 0)
        {
            return [now, now.AddDays(400)];
        }

        // What a new key does after the end of the last existing key is not foreseen.
        var last = schedule.Transitions[^1].Time;
        return
        [
            .. schedule.Transitions.SelectMany(next => (DateTimeOffset[])[next.Time.AddSeconds(-1), next.Time, next.Time.AddSeconds(1)])
                .Concat(Enumerable.Range(0, 20).Select(_ => now + ((last - now) * (random.Next(1000) / 1000.0))))
                .Append(now)
                .Where(time => time >= now && time <= last && !IsBetweenSeconds(schedule, time))
                .Distinct().Order(),
        ];
    }

    /// <summary>The planner decides for whole seconds: a time just before one counts as it.</summary>
    private static bool IsBetweenSeconds(KeySchedule schedule, DateTimeOffset time) =>
        time != WholeSeconds.Ceiling(time) && schedule.Transitions.Any(next => next.Time == WholeSeconds.Ceiling(time));

    /// <summary>
    /// What may be done while no stage begins: a switch between existing keys is written as it was foreseen, the private half is erased, and an old
    /// key leaves the list.
    /// </summary>
    private static void AssertForeseen(int seed, KeySchedule schedule, IReadOnlyList<KeyTransition> done) => Assert.All(done, transition =>
    {
        Assert.True(transition is not KeyTransition.Create, $"seed {seed}: {transition.Reason}");
        if (transition is KeyTransition.Change change && !WindowsOf(change.Before).SequenceEqual(WindowsOf(change.After)))
        {
            var foreseen = schedule.Keys.FirstOrDefault(key => key.KeyId == change.After.KeyId)?.Key;
            Assert.True(foreseen is not null && Agree(WindowsOf(change.After), WindowsOf(foreseen)), $"seed {seed}: {change.Reason}");
        }
    });

    /// <summary>Whether each bound that is decided is the foreseen one.</summary>
    private static bool Agree(DateTimeOffset?[] decided, DateTimeOffset?[] foreseen) =>
        decided.Zip(foreseen).All(pair => pair.First is null || pair.First == pair.Second);

    private static void AssertStates(
        int seed, KeySchedule schedule, PlannedKeys keys, HashSet<string> existing, Dictionary<string, ManagedKeyState> before, DateTimeOffset time)
    {
        foreach (var (keyId, first) in before)
        {
            var foreseen = schedule.Transitions.LastOrDefault(next => next.KeyId == keyId && next.Time <= time)?.State ?? first;
            if (keys.Keys.FirstOrDefault(key => key.KeyId == keyId) is { } key && time >= WholeSeconds.Ceiling(time))
            {
                Assert.True(foreseen == key.StateAt(time), $"seed {seed}: {keyId} is {key.StateAt(time)} at {time:u}, foreseen was {foreseen}");
            }
        }

        foreach (var next in schedule.Transitions.Where(next => next.KeyId.Length == 0 && next.Time == time))
        {
            Assert.True(
                keys.Keys.Any(key => !existing.Contains(key.KeyId) && key.Algorithm == next.Algorithm && key.StateAt(time) == next.State),
                $"seed {seed}: no new {next.Algorithm.Name} key is {next.State} at {time:u}");
        }
    }

    private static DateTimeOffset?[] WindowsOf(ManagedKey key) => [key.PublishedFrom, key.SignsFrom, key.SignsUntil, key.EndedAt];
}
