using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>Whether etcd has a store under a prefix: opening one makes it.</summary>
internal static class EtcdPresence
{
    /// <summary>Reads it; writes nothing.</summary>
    /// <exception cref="StoreUnavailableException">etcd cannot be asked.</exception>
    public static async Task<bool> IsThereAsync(EtcdObjectStoreOptions options, CancellationToken cancellationToken)
    {
        using var client = new EtcdClient(options);
        var request = new RangeRequest { Key = new EtcdKeys(options.Prefix).Identity, KeysOnly = true };
        try
        {
            var answer = await client.CallAsync(EtcdMethods.Range, request, cancellationToken).ConfigureAwait(false);
            return answer.Kvs.Count > 0;
        }
        catch (EtcdException exception)
        {
            throw EtcdErrors.ToStore(exception);
        }
    }
}
