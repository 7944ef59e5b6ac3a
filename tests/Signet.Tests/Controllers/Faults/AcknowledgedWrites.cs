using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Controllers.Faults;

/// <summary>
/// The allowed states of config maps with a single writer: after an acknowledged write its value, after one with an unknown result also
/// the previous value.
/// </summary>
internal sealed class AcknowledgedWrites
{
    private readonly Dictionary<ObjectKey, HashSet<string?>> _possible = [];

    /// <summary>The number of acknowledged writes.</summary>
    public int Count { get; private set; }

    /// <summary>Records the result of a write, or with null of a deletion.</summary>
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

    /// <summary>The objects whose state is not allowed.</summary>
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
