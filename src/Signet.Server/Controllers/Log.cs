using Microsoft.Extensions.Logging;

namespace Signet.Server.Controllers;

/// <summary>Events of this room: 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Error, "Objects can be neither created nor made larger: {Fault}")]
    public static partial void DiskFull(ILogger logger, string fault);

    [LoggerMessage(5101, LogLevel.Error, "The store cannot write: {Fault}")]
    public static partial void StoreFailed(ILogger logger, string fault);

    [LoggerMessage(5102, LogLevel.Information, "The store writes again, and the disk reserve is complete")]
    public static partial void StoreRecovered(ILogger logger);

    [LoggerMessage(5122, LogLevel.Information, "The pod {Pod} on the node {Node} is removed: {Reason}")]
    public static partial void PodRemoved(ILogger logger, string pod, string node, string reason);

    [LoggerMessage(5200, LogLevel.Warning, "The record {Key} in the store cannot be read and is made anew; other replicas join it again")]
    public static partial void TrustBundleDamaged(ILogger logger, string key);

    [LoggerMessage(5220, LogLevel.Error, "The stored value of {Key} at revision {Revision} cannot be read and is left out: {Fault}")]
    public static partial void ObjectUnreadable(ILogger logger, string key, long revision, string fault);

    [LoggerMessage(5221, LogLevel.Information, "The unreadable value of {Key} is gone")]
    public static partial void ObjectReadableAgain(ILogger logger, string key);

    [LoggerMessage(5223, LogLevel.Error, "The object cache could not be confirmed to be at the store's newest revision: {Fault}")]
    public static partial void CacheUnconfirmed(ILogger logger, string fault);

    [LoggerMessage(5224, LogLevel.Information, "The object cache is at the store's newest revision again")]
    public static partial void CacheConfirmed(ILogger logger);
}
