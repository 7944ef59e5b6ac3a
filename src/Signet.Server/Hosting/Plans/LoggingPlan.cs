using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Plans;

/// <summary>The destination of a server's log.</summary>
public abstract record LoggingPlan
{
    private LoggingPlan()
    {
    }

    internal abstract ServerLog Open();

    /// <summary>No log.</summary>
    public sealed record None : LoggingPlan
    {
        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.None();
    }

    /// <summary>The log of the hosting process, which disposes the factory.</summary>
    /// <param name="Factory">The logger factory; its filters apply.</param>
    public sealed record Shared(ILoggerFactory Factory) : LoggingPlan
    {
        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.Shared(Factory);
    }

    /// <summary>Standard error, one line per event.</summary>
    /// <param name="Level">The minimum level.</param>
    public sealed record Console(LogLevel Level) : LoggingPlan
    {
        /// <summary>The format of the lines.</summary>
        public LogFormat Format { get; init; }

        /// <inheritdoc/>
        internal override ServerLog Open() => ServerLog.OnConsole(Level, Format);
    }
}
