using Signet.Core.Signing.Managed;
using Signet.Testing;

namespace Signet.Tests.Signing.Managed.Schedule;

/// <summary>Records of keys, changed by the planner and by random operations; no key pairs are behind them.</summary>
internal sealed class PlannedKeys(KeyPolicy policy)
{
    private int _made;

    /// <summary>The records.</summary>
    public IReadOnlyList<ManagedKey> Keys { get; private set; } = [];

    /// <summary>Runs the planner; returns what it did.</summary>
    public IReadOnlyList<KeyTransition> Plan(DateTimeOffset now) => PlanWith(policy, now);

    /// <summary>Runs the planner with another policy.</summary>
    public IReadOnlyList<KeyTransition> PlanWith(KeyPolicy other, DateTimeOffset now)
    {
        var transitions = KeyPlanner.Plan(other, Keys, now);
        Apply(transitions, now);
        return transitions;
    }

    /// <summary>Tries a random operation, as an operator does.</summary>
    public void Operate(SeededSequence random, DateTimeOffset now)
    {
        var operations = new KeyOperations(policy, Keys, now);
        var key = Keys[random.Next(Keys.Count)].KeyId;
        var algorithm = policy.Algorithms[random.Next(policy.Algorithms.Count)];
        var outcome = random.Next(policy.RequiresConfirmedPublication ? 8 : 5) switch
        {
            >= 5 => operations.Confirm([.. Keys.Select(one => one.KeyId)], 1),
            0 => operations.Prepare(algorithm),
            1 => operations.Rotate(algorithm),
            2 => operations.Activate(key),
            3 => operations.Retire(key),
            _ => operations.Revoke(key),
        };
        if (outcome.IsSuccess)
        {
            Apply(outcome.Value.Transitions, now);
        }
    }

    private void Apply(IReadOnlyList<KeyTransition> transitions, DateTimeOffset now)
    {
        List<ManagedKey> keys = [.. Keys];
        foreach (var transition in transitions)
        {
            switch (transition)
            {
                case KeyTransition.Create create:
                    keys.Add(ManagedKeyTestKeys.Pending($"k{_made++}", create.Algorithm) with
                    {
                        CreatedAt = WholeSeconds.Ceiling(now),
                        PublishedFrom = create.PublishedFrom,
                        SignsFrom = create.SignsFrom,
                        IsActivationForced = create.IsForced,
                        IsPublicationWaived = create.IsPublicationWaived,
                        MaxLifetime = policy.MaxLifetime,
                    });
                    break;
                case KeyTransition.Change change:
                    keys[keys.FindIndex(key => key.KeyId == change.After.KeyId)] = change.After;
                    break;
                case KeyTransition.Remove remove:
                    keys.RemoveAll(key => key.KeyId == remove.Key.KeyId);
                    break;
            }
        }

        Keys = keys;
    }
}
