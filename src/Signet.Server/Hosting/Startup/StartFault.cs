using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Signet.Storage.Etcd;

namespace Signet.Server.Hosting.Startup;

/// <summary>Classifies start failures as transient or permanent, with the exit codes for supervisors.</summary>
internal static class StartFault
{
    /// <summary>Another attempt may succeed.</summary>
    public const int TransientExitCode = 1;

    /// <summary>The configuration must be changed first: EX_CONFIG of sysexits.h, for <c>RestartPreventExitStatus</c> of systemd.</summary>
    public const int ConfigurationExitCode = 78;

    /// <summary>Transient values of errno(3) on Linux: EIO, EAGAIN (a file lock), ENOMEM, ENFILE, EMFILE, ENOSPC, EDQUOT.</summary>
    private static readonly int[] TransientErrors = [5, 11, 12, 23, 24, 28, 122];

    /// <summary>Transient errors of SQLite: SQLITE_BUSY, LOCKED, NOMEM, IOERR and FULL.</summary>
    private static readonly int[] TransientStoreErrors = [5, 6, 7, 10, 13];

    /// <summary>Whether a failure may disappear without a change of the configuration.</summary>
    public static bool IsTransient(Exception? cause) => cause switch
    {
        null => false,
        OutOfMemoryException or TimeoutException or OperationCanceledException => true,
        SocketException socket => socket.SocketErrorCode is not (SocketError.AccessDenied or SocketError.AddressFamilyNotSupported),
        // Not when etcd refuses the user or the request.
        EtcdException etcd => etcd.Fault is EtcdFault.Unavailable or EtcdFault.NoSpace,
        SqliteException store => TransientStoreErrors.Contains(store.SqliteErrorCode),
        IOException file when TransientErrors.Contains(file.HResult) => true,
        _ => IsTransient(cause.InnerException),
    };

    /// <summary>The message for an unexpected exception. Its stack trace is logged at the level debug.</summary>
    public static string Describe(Exception unexpected) =>
        $"the start failed unexpectedly: {unexpected.GetType().Name}: {unexpected.Message} (--log-level debug shows the details)".ReplaceLineEndings(" ");
}
