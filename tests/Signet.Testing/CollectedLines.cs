using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Signet.Testing;

/// <summary>Collects log lines.</summary>
internal sealed class CollectedLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}[{eventId.Id}] {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
