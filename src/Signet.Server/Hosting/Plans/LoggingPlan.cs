using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Plans;

/// <summary>Where a server logs to.</summary>
public abstract record LoggingPlan
{
    private LoggingPlan()
    {
    }

    /// <summary>Opens the log.</summary>
    internal abstract ServerLog Open();

    /// <summary>None.</summary>
    public sealed record None : LoggingPlan
    {
        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.None();
    }

    /// <summary>The log of the process that the server runs in. Its owner disposes the factory.</summary>
    /// <param name="Factory">The factory; its filters decide what is logged.</param>
    public sealed record Shared(ILoggerFactory Factory) : LoggingPlan
    {
        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.Shared(Factory);
    }

    /// <summary>Standard error, one line for each event.</summary>
    /// <param name="Level">The minimum level that is logged.</param>
    public sealed record Console(LogLevel Level) : LoggingPlan
    {
        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.OnConsole(Level);
    }
}
