using System.Net.Sockets;
using Grpc.Core;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>Classifies errors of etcd by gRPC status and text (etcd, <c>api/v3rpc/rpctypes/error.go</c>).</summary>
internal static class EtcdErrors
{
    /// <summary>etcd's own texts are short; a longer one comes from something else and is cut.</summary>
    private const int MaxDetailLength = 256;

    /// <summary>The exception for a failed request to an endpoint.</summary>
    public static EtcdException Describe(RpcException exception, Uri endpoint)
    {
        var status = exception.Status;
        var detail = status.DebugException?.GetBaseException() is SocketException socket ? socket.Message : status.Detail;
        detail = detail.Length > MaxDetailLength ? detail[..MaxDetailLength] : detail;
        return new EtcdException(FaultOf(status), $"{endpoint.Authority} answered {status.StatusCode}: {detail}", exception);
    }

    /// <summary>The exception for a watch that an endpoint has cancelled.</summary>
    public static EtcdException WatchEnded(EtcdEndpoint endpoint, WatchResponse answer) =>
        new(EtcdFault.Unavailable, $"{endpoint.Uri.Authority} has ended the watch: {answer.CancelReason}");

    /// <summary>The store's exception for an error that no caller of the store has a better one for.</summary>
    public static StoreUnavailableException ToStore(EtcdException exception) => exception.Fault switch
    {
        // etcd takes deletions then, but each commit of the store also puts its head.
        EtcdFault.NoSpace => new StoreFullException($"etcd: {exception.Message}", exception) { TakesDeletions = false },
        EtcdFault.TooLarge => new StoreValueTooLargeException($"etcd: {exception.Message}", exception),
        _ => new StoreUnavailableException($"etcd: {exception.Message}", exception),
    };

    private static EtcdFault FaultOf(Status status) => status.StatusCode switch
    {
        StatusCode.OutOfRange when status.Detail.Contains("compacted", StringComparison.Ordinal) => EtcdFault.Compacted,
        StatusCode.OutOfRange when status.Detail.Contains("future", StringComparison.Ordinal) => EtcdFault.Future,
        StatusCode.ResourceExhausted when status.Detail.Contains("space exceeded", StringComparison.Ordinal) => EtcdFault.NoSpace,
        StatusCode.NotFound when status.Detail.Contains("lease", StringComparison.Ordinal) => EtcdFault.LeaseNotFound,
        StatusCode.Unauthenticated => EtcdFault.Unauthenticated,

        // The first text is etcd's (--max-request-bytes), the second one that of its gRPC server.
        StatusCode.InvalidArgument when status.Detail.Contains("request is too large", StringComparison.Ordinal) => EtcdFault.TooLarge,
        StatusCode.ResourceExhausted when status.Detail.Contains("larger than max", StringComparison.Ordinal) => EtcdFault.TooLarge,

        // Texts for a missing token, and for one from before the last change of users or roles.
        StatusCode.InvalidArgument when status.Detail.Contains("user name is empty", StringComparison.Ordinal) => EtcdFault.Unauthenticated,
        StatusCode.InvalidArgument when status.Detail.Contains("revision of auth store is old", StringComparison.Ordinal) => EtcdFault.Unauthenticated,
        StatusCode.InvalidArgument or StatusCode.PermissionDenied or StatusCode.FailedPrecondition or StatusCode.Unimplemented or StatusCode.NotFound
            => EtcdFault.Refused,
        _ => EtcdFault.Unavailable,
    };
}
