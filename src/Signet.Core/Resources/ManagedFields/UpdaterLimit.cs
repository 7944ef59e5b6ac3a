namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// Keeps <c>managedFields</c> from growing without end: beyond ten updaters the oldest become one (apimachinery,
/// <c>util/managedfields/internal/capmanagers.go</c>). Appliers are never merged, as each must know its own fields.
/// </summary>
internal static class UpdaterLimit
{
    private const int Maximum = 10;
    private const string OldManager = "ancient-changes";

    public static void Enforce(OwnershipTable table)
    {
        var updaters = table.Owners.Where(entry => !entry.Key.IsApplier).ToList();
        if (updaters.Count <= Maximum)
        {
            return;
        }

        updaters.Sort(static (a, b) => string.CompareOrdinal(a.Value.Time ?? "", b.Value.Time ?? "") is not 0 and var order ? order : a.Key.CompareTo(b.Key));
        var oldest = new Dictionary<string, FieldOwner>(StringComparer.Ordinal);
        var count = updaters.Count;
        foreach (var (owner, owned) in updaters)
        {
            if (count <= Maximum)
            {
                return;
            }

            // The first of a version waits for a second: merging it alone would only rename it.
            if (oldest.TryAdd(owned.ApiVersion, owner))
            {
                continue;
            }

            var bucket = new FieldOwner(OldManager, IsApplier: false, owned.ApiVersion, "");
            if (table[bucket] is null)
            {
                table[bucket] = table[oldest[owned.ApiVersion]];
                table[oldest[owned.ApiVersion]] = null;
            }

            var merged = owned with { Fields = owned.Fields.Union(table[bucket]!.Fields) };
            table[owner] = null;
            table[bucket] = merged;
            count--;
        }
    }
}
