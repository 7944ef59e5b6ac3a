using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Controllers.Faults;

/// <summary>
/// What may be stored of config maps that one client alone writes: after an acknowledged write exactly that, after one whose fate is unknown also
/// what was there before.
/// </summary>
internal sealed class AcknowledgedWrites
{
    private readonly Dictionary<ObjectKey, HashSet<string?>> _possible = [];

    /// <summary>How many writes were acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>A write of a value, or with null a deletion, has ended.</summary>
    public void Note(ObjectKey key, string? value, bool? isMade)
    {
        if (!_possible.TryGetValue(key, out var possible))
        {
            _possible[key] = possible = [null];
        }

        if (isMade == true)
        {
            possible.Clear();
            Count++;
        }

        if (isMade != false)
        {
            possible.Add(value);
        }
    }

    /// <summary>The objects that are in a state that they cannot be in.</summary>
    public IEnumerable<string> FindLost(ObjectCache cache)
    {
        foreach (var (key, possible) in _possible)
        {
            var found = cache[KubernetesKinds.ConfigMaps].Find(key);
            var value = found is null ? null : ObjectDocument.From(found).Section("data")?.GetString("value");
            if (!possible.Contains(value))
            {
                yield return $"{key} is {value ?? "missing"}, not {string.Join(" or ", possible.Select(one => one ?? "missing"))}";
            }
        }
    }
}
