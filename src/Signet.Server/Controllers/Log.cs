using Microsoft.Extensions.Logging;

namespace Signet.Server.Controllers;

/// <summary>Events of this room: 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Error, "The watch of the store broke and begins anew: {Fault}")]
    public static partial void WatchBroken(ILogger logger, string fault);

    [LoggerMessage(5001, LogLevel.Error, "The namespace {Namespace} is tried again later: {Fault}")]
    public static partial void NamespaceFailed(ILogger logger, string @namespace, string fault);

    [LoggerMessage(5002, LogLevel.Warning, "The default service account of {Namespace} is tried again later: {Fault}")]
    public static partial void DefaultAccountFailed(ILogger logger, string @namespace, string fault);

    [LoggerMessage(5050, LogLevel.Warning, "The rules of the cluster role {Role} could not be gathered, and are tried again later: {Fault}")]
    public static partial void AggregationFailed(ILogger logger, string role, string fault);

    [LoggerMessage(5130, LogLevel.Warning, "Expired events could not be removed, and are removed later: {Fault}")]
    public static partial void EventExpiryFailed(ILogger logger, string fault);

    [LoggerMessage(5003, LogLevel.Error, "The store could not be compacted: {Fault}")]
    public static partial void CompactionFailed(ILogger logger, string fault);

    [LoggerMessage(5004, LogLevel.Error, "The owners of {Resource} {Name} are looked at again later: {Fault}")]
    public static partial void CollectionFailed(ILogger logger, string resource, string name, string fault);

    [LoggerMessage(5100, LogLevel.Error, "Objects can be neither created nor made larger: {Fault}")]
    public static partial void DiskFull(ILogger logger, string fault);

    [LoggerMessage(5101, LogLevel.Error, "The store cannot write: {Fault}")]
    public static partial void StoreFailed(ILogger logger, string fault);

    [LoggerMessage(5102, LogLevel.Information, "The store writes again, and the disk reserve is complete")]
    public static partial void StoreRecovered(ILogger logger);

    [LoggerMessage(5005, LogLevel.Warning, "The root certificates of {Namespace} are published again later: {Fault}")]
    public static partial void RootCertificatesFailed(ILogger logger, string @namespace, string fault);

    [LoggerMessage(5120, LogLevel.Error, "The owners of {Resource} {Name} could not be examined because of an unexpected exception, and are examined again later")]
    public static partial void CollectionFaulted(ILogger logger, Exception exception, string resource, string name);

    [LoggerMessage(5121, LogLevel.Error, "The namespace {Namespace} could not be processed because of an unexpected exception, and is tried again later")]
    public static partial void NamespaceFaulted(ILogger logger, Exception exception, string @namespace);

    [LoggerMessage(5122, LogLevel.Information, "The pod {Pod} on the node {Node} is removed: {Reason}")]
    public static partial void PodRemoved(ILogger logger, string pod, string node, string reason);

    [LoggerMessage(5123, LogLevel.Warning, "The pod {Pod} could not be removed and is tried again later: {Fault}")]
    public static partial void PodRemovalFailed(ILogger logger, string pod, string fault);

    [LoggerMessage(5220, LogLevel.Error, "The stored value of {Key} at revision {Revision} cannot be read and is left out: {Fault}")]
    public static partial void ObjectUnreadable(ILogger logger, string key, long revision, string fault);

    [LoggerMessage(5221, LogLevel.Information, "The unreadable value of {Key} is gone")]
    public static partial void ObjectReadableAgain(ILogger logger, string key);

    [LoggerMessage(5222, LogLevel.Error, "The object cache could not follow the store because of an unexpected exception, and reads everything again")]
    public static partial void FollowingFaulted(ILogger logger, Exception exception);

    [LoggerMessage(5223, LogLevel.Error, "The object cache could not be confirmed to be at the store's newest revision: {Fault}")]
    public static partial void CacheUnconfirmed(ILogger logger, string fault);

    [LoggerMessage(5224, LogLevel.Information, "The object cache is at the store's newest revision again")]
    public static partial void CacheConfirmed(ILogger logger);

    [LoggerMessage(5124, LogLevel.Error, "The pods without a kubelet could not be examined because of an unexpected exception, and are examined again later")]
    public static partial void PodCollectionFaulted(ILogger logger, Exception exception);
}
