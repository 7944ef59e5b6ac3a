using Signet.Core.Storage;
using Signet.Core.Storage.Copying;

namespace Signet.Server.Hosting.Startup;

/// <summary>Keeps a server from a store that <c>signet store copy</c> has not completed: objects are missing in it.</summary>
internal static class UnfinishedCopy
{
    /// <summary>Refuses such a store.</summary>
    /// <exception cref="StartupException">The store is one.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public static async ValueTask RefuseAsync(IObjectStore store, string subject, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(CopyRecord.Key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return;
        }

        try
        {
            throw new StartupException(
                $"{subject}: the store has {CopyRecord.Parse(stored.Value.Span)}. Complete it with `signet store copy --resume`, or begin again with an empty store");
        }
        catch (StoreFormatException exception)
        {
            throw new StartupException($"{subject}: {exception.Message}", exception);
        }
    }
}
