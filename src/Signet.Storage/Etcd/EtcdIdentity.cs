using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>What identifies a store in etcd: the cluster, and the record that the first process wrote under the prefix.</summary>
/// <param name="Cluster">etcd's id of the cluster.</param>
/// <param name="Created">The revision that created the record.</param>
/// <param name="Value">The record: <c>signet-store FORMAT ID</c>.</param>
/// <param name="ReadAt">The revision of the cluster when the record was read.</param>
internal sealed record EtcdIdentity(ulong Cluster, long Created, ByteString Value, long ReadAt)
{
    private const string Magic = "signet-store";
    private const int Format = 1;

    /// <summary>Reads the record, and creates it when the prefix has no keys.</summary>
    /// <exception cref="EtcdException">etcd cannot be asked.</exception>
    /// <exception cref="StoreFormatException">Another program, or a newer version of Signet, has written the data.</exception>
    public static async Task<EtcdIdentity> ReadOrCreateAsync(EtcdClient client, EtcdKeys keys, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = new TxnRequest
            {
                Success =
                {
                    new RequestOp { RequestRange = new RangeRequest { Key = keys.Identity } },
                    new RequestOp { RequestRange = new RangeRequest { Key = keys.First, RangeEnd = keys.End, Limit = 1, KeysOnly = true } },
                },
            };
            var answer = await client.CallAsync(EtcdMethods.Txn, read, cancellationToken).ConfigureAwait(false);
            if (answer.Responses[0].ResponseRange.Kvs is { Count: > 0 } found)
            {
                Check(found[0].Value.ToStringUtf8());
                return new EtcdIdentity(answer.Header.ClusterId, found[0].CreateRevision, found[0].Value, answer.Header.Revision);
            }

            if (answer.Responses[1].ResponseRange.Kvs is { Count: > 0 } other)
            {
                throw new StoreFormatException($"the prefix has keys that Signet has not written, for example {other[0].Key.ToStringUtf8()}");
            }

            await CreateAsync(client, keys, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Of several processes that start at once, one creates the record. A lost answer is of no importance: the caller reads the record.</summary>
    private static async Task CreateAsync(EtcdClient client, EtcdKeys keys, CancellationToken cancellationToken)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{Magic} {Format} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
        var create = new TxnRequest
        {
            Compare = { new Condition { Target = Condition.Types.Target.Mod, Key = keys.Identity, ModRevision = 0 } },
            Success =
            {
                new RequestOp { RequestPut = new PutRequest { Key = keys.Identity, Value = ByteString.CopyFromUtf8(value) } },
                new RequestOp { RequestPut = new PutRequest { Key = keys.Head, Value = ByteString.CopyFromUtf8(value) } },
            },
        };
        await client.CallAsync(EtcdMethods.Txn, create, cancellationToken).ConfigureAwait(false);
    }

    private static void Check(string value)
    {
        var parts = value.Split(' ');
        if (parts is not [Magic, var format, _] || !int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new StoreFormatException("the record #store under the prefix is not one of Signet");
        }

        if (number > Format)
        {
            throw new StoreFormatException($"the store has format {number}; this version of Signet reads formats up to {Format}");
        }
    }
}
