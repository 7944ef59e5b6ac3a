using Signet.Core.Access.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Background;
using Signet.Server.Controllers.TrustBundles;

namespace Signet.Server.Hosting.Stores;

/// <summary>Reads values one by one, as servers do, and collects what cannot be read.</summary>
/// <param name="registry">The kinds.</param>
/// <param name="sealing">The key-encryption keys; null when they are not known.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreCheck(ResourceRegistry registry, KeyEncryptionKeys? sealing, TimeProvider time)
{
    /// <summary>What Signet's own records are counted under.</summary>
    private const string OwnPrefix = "/signet/";

    private const string NoResource = "(no resource)";

    private readonly StoredValueCheck _objects = new(registry, [() => new RbacRules(), () => new NodeGraph()], time);
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<StoreFinding> _unreadable = [];

    /// <summary>Reads a value.</summary>
    public void Add(StoredValue value)
    {
        var resource = _objects.FindResource(value.Key);
        var name = resource?.GroupResource.ToString() ?? (value.Key.StartsWith(OwnPrefix, StringComparison.Ordinal) ? OwnPrefix : NoResource);
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        var fault = resource is not null ? _objects.FaultOf(value)
            : name == OwnPrefix ? FaultOfOwn(value.Key, value.Value)
            : "this version of Signet has no such resource";
        if (fault is not null)
        {
            _unreadable.Add(new StoreFinding(value.Key, value.Modified, fault));
        }
    }

    /// <summary>The result.</summary>
    /// <param name="name">The name of the store.</param>
    /// <param name="revision">The revision that was read.</param>
    /// <param name="damages">What is wrong with the file.</param>
    public StoreReport Finish(string name, Revision revision, IReadOnlyList<string> damages) =>
        new(name, revision, [.. _counts.Select(count => (count.Key, count.Value))], _unreadable, damages);

    /// <summary>Why one of Signet's own records cannot be read; null when it can.</summary>
    private string? FaultOfOwn(string key, ReadOnlyMemory<byte> value) => key switch
    {
        _ when SealedRecords.Has(key) => SealedRecords.FaultOf(key, value, sealing),
        TrustBundleMember.Key => TrustBundleRecord.TryParse(value.Span) is null ? "it is not a record of CA certificates" : null,
        IssuerRecord.StorageKey => FaultOfIssuers(value),

        // The name of a replica, and a mark that has no content to read.
        StoreLeadership.Key or StoreLeadership.PreparedKey => null,
        CopyRecord.Key => "the store is the target of an unfinished copy; `signet store copy --resume` continues it",
        _ => "this version of Signet has no such record",
    };

    private static string? FaultOfIssuers(ReadOnlyMemory<byte> value)
    {
        try
        {
            IssuerRecord.Read(value.Span);
            return null;
        }
        catch (IssuerRecordException exception)
        {
            return exception.Message;
        }
    }
}
