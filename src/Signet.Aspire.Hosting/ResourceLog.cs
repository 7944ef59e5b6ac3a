using Microsoft.Extensions.Logging;

namespace Signet.Aspire.Hosting;

/// <summary>Writes the log of a server, from the level information, into that of its resource.</summary>
internal sealed class ResourceLog(ILogger logger) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(logger);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the log goes to the resource only");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The logger belongs to the AppHost.
    }

    private sealed class Category(ILogger target) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && target.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                target.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
