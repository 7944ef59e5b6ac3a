using Google.Protobuf;
using Grpc.Core;

namespace Signet.Storage.Etcd.Protocol;

/// <summary>The gRPC methods of etcd's v3 API that the store calls (etcd, <c>api/etcdserverpb/rpc.proto</c>).</summary>
internal static class EtcdMethods
{
    private const string KeyValues = "etcdserverpb.KV";
    private const string Leases = "etcdserverpb.Lease";

    /// <summary>Reads keys.</summary>
    public static Method<RangeRequest, RangeResponse> Range { get; } =
        new(MethodType.Unary, KeyValues, "Range", Of(RangeRequest.Parser), Of(RangeResponse.Parser));

    /// <summary>Compares and then reads or writes, at one revision.</summary>
    public static Method<TxnRequest, TxnResponse> Txn { get; } =
        new(MethodType.Unary, KeyValues, "Txn", Of(TxnRequest.Parser), Of(TxnResponse.Parser));

    /// <summary>Removes the history before a revision.</summary>
    public static Method<CompactionRequest, CompactionResponse> Compact { get; } =
        new(MethodType.Unary, KeyValues, "Compact", Of(CompactionRequest.Parser), Of(CompactionResponse.Parser));

    /// <summary>Watches keys.</summary>
    public static Method<WatchRequest, WatchResponse> Watch { get; } =
        new(MethodType.DuplexStreaming, "etcdserverpb.Watch", "Watch", Of(WatchRequest.Parser), Of(WatchResponse.Parser));

    /// <summary>Makes a lease.</summary>
    public static Method<LeaseGrantRequest, LeaseGrantResponse> LeaseGrant { get; } =
        new(MethodType.Unary, Leases, "LeaseGrant", Of(LeaseGrantRequest.Parser), Of(LeaseGrantResponse.Parser));

    /// <summary>Ends a lease and deletes its keys.</summary>
    public static Method<LeaseRevokeRequest, LeaseRevokeResponse> LeaseRevoke { get; } =
        new(MethodType.Unary, Leases, "LeaseRevoke", Of(LeaseRevokeRequest.Parser), Of(LeaseRevokeResponse.Parser));

    /// <summary>Renews a lease.</summary>
    public static Method<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LeaseKeepAlive { get; } =
        new(MethodType.DuplexStreaming, Leases, "LeaseKeepAlive", Of(LeaseKeepAliveRequest.Parser), Of(LeaseKeepAliveResponse.Parser));

    /// <summary>Exchanges user and password for a token.</summary>
    public static Method<AuthenticateRequest, AuthenticateResponse> Authenticate { get; } =
        new(MethodType.Unary, "etcdserverpb.Auth", "Authenticate", Of(AuthenticateRequest.Parser), Of(AuthenticateResponse.Parser));

    private static Marshaller<TMessage> Of<TMessage>(MessageParser<TMessage> parser)
        where TMessage : IMessage<TMessage> => Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
