using Signet.Core.Storage;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Stores;

/// <summary>A store that a command names.</summary>
internal abstract record StoreAddress
{
    private StoreAddress()
    {
    }

    /// <summary>SQLite in a data directory.</summary>
    /// <param name="Path">The path of the directory.</param>
    internal sealed record InDirectory(string Path) : StoreAddress;

    /// <summary>etcd.</summary>
    /// <param name="Options">Which one.</param>
    /// <param name="Qualifier">What stands before the names of its settings in flags, for messages: nothing, or <c>from-</c>.</param>
    internal sealed record InEtcd(EtcdOptions Options, string Qualifier) : StoreAddress
    {
        /// <summary>Opens it.</summary>
        /// <param name="mustExist">Whether it is an error that there is no store; else it is made.</param>
        /// <param name="time">The clock.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="StartupException">It cannot be opened.</exception>
        internal ValueTask<IObjectStore> OpenAsync(bool mustExist, TimeProvider time, CancellationToken cancellationToken) =>
            EtcdStore.OpenAsync(Options, Qualifier, mustExist, time, cancellationToken);

        /// <inheritdoc/>
        public override string ToString() => EtcdStore.Describe(Options);
    }
}
