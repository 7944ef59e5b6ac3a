using System.Collections.Frozen;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>Finds the cache of a storage key by the segments after the root: <c>PLURAL</c> or <c>GROUP/PLURAL</c>.</summary>
internal sealed class CachesByPrefix
{
    /// <summary>The prefix of all storage keys.</summary>
    public const string Root = "/registry/";

    private const int MaxSegments = 2;
    private readonly FrozenDictionary<string, ResourceCache>.AlternateLookup<ReadOnlySpan<char>> _caches;

    /// <summary>Indexes the caches of the stored forms.</summary>
    /// <exception cref="ArgumentException">The storage prefix of a definition has another shape.</exception>
    public CachesByPrefix(IEnumerable<ResourceCache> caches) =>
        _caches = caches.ToFrozenDictionary(cache => SegmentsOf(cache.Definition), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The cache of a storage key; null when the key belongs to no resource.</summary>
    public ResourceCache? Find(string key)
    {
        var end = Root.Length - 1;
        for (var segment = 0; segment < MaxSegments; segment++)
        {
            end = key.IndexOf('/', end + 1);
            if (end < 0)
            {
                return null;
            }

            if (_caches.TryGetValue(key.AsSpan(Root.Length, end - Root.Length), out var cache))
            {
                return cache;
            }
        }

        return null;
    }

    private static string SegmentsOf(ResourceDefinition definition)
    {
        var prefix = definition.StoragePrefix;
        return prefix.StartsWith(Root, StringComparison.Ordinal) && prefix.EndsWith('/') && prefix.Count('/') - Root.Count('/') is > 0 and <= MaxSegments
            ? prefix[Root.Length..^1]
            : throw new ArgumentException($"{definition.GroupResource}: the storage prefix {prefix} is not {Root}PLURAL/ or {Root}GROUP/PLURAL/");
    }
}
