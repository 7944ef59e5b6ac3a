namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// Limits the size of <c>managedFields</c>: beyond ten updaters the oldest ones are merged (apimachinery,
/// <c>util/managedfields/internal/capmanagers.go</c>). Appliers are never merged, since each needs its own fields.
/// </summary>
internal static class UpdaterLimit
{
    private const int MaxUpdaters = 10;
    private const string OldManager = "ancient-changes";

    public static void Enforce(OwnershipTable table)
    {
        var updaters = table.Owners.Where(entry => !entry.Key.IsApplier).ToList();
        if (updaters.Count <= MaxUpdaters)
        {
            return;
        }

        updaters.Sort(static (a, b) => string.CompareOrdinal(a.Value.Time ?? "", b.Value.Time ?? "") is not 0 and var order ? order : a.Key.CompareTo(b.Key));
        var oldest = new Dictionary<string, FieldOwner>(StringComparer.Ordinal);
        var count = updaters.Count;
        foreach (var (owner, owned) in updaters)
        {
            if (count <= MaxUpdaters)
            {
                return;
            }

            // The first entry of a version is merged only with a second one: merged alone it would only be renamed.
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
