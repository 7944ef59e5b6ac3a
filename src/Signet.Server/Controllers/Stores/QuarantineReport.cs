using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Cache;

namespace Signet.Server.Controllers.Stores;

/// <summary>Logs stored values that cannot be read, by their keys.</summary>
internal sealed class QuarantineReport(ILogger<QuarantineReport> logger) : IQuarantineObserver
{
    /// <inheritdoc/>
    public void Entered(UnreadableObject found) => Log.ObjectUnreadable(logger, found.StorageKey, found.Revision.Value, found.Fault);

    /// <inheritdoc/>
    public void Left(UnreadableObject found) => Log.ObjectReadableAgain(logger, found.StorageKey);
}
