using Google.Protobuf;
using Signet.Core.Resources.Cache;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// Checks that etcd takes commits: a transaction that goes through the log of the cluster, whose condition never holds, and which etcd refuses
/// like any put when its space quota is used up.
/// </summary>
internal sealed class EtcdCheck
{
    /// <summary>A successful commit is as good for this long.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    private readonly EtcdClient _client;
    private readonly EtcdKeys _keys;
    private readonly EtcdHistory _history;
    private readonly EtcdWriter _writer;
    private readonly SharedRead<bool> _checks;

    public EtcdCheck(EtcdClient client, EtcdKeys keys, EtcdHistory history, EtcdWriter writer, EtcdObjectStoreOptions options)
    {
        (_client, _keys, _history, _writer) = (client, keys, history, writer);
        _checks = new SharedRead<bool>(SendAsync, options.CallTimeout, options.Time);
    }

    /// <summary>Checks; concurrent calls share a transaction.</summary>
    /// <exception cref="EtcdException">etcd does not take commits.</exception>
    public Task<bool> CheckAsync(CancellationToken cancellationToken) =>
        _writer.SinceSuccess < Recent ? Task.FromResult(true) : _checks.ReadAsync(cancellationToken);

    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        _history.ThrowIfReplaced();
        var newest = _history.Newest;
        var request = new TxnRequest
        {
            Compare = { new Condition { Target = Condition.Types.Target.Create, Key = _keys.Identity, CreateRevision = -1 } },
            Success = { new RequestOp { RequestPut = new PutRequest { Key = _keys.Identity, Value = ByteString.Empty } } },
        };
        var answer = await _client.CallAsync(EtcdMethods.Txn, request, cancellationToken).ConfigureAwait(false);
        _history.Check(answer.Header, newest);
        return true;
    }
}
