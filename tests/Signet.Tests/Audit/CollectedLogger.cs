using Microsoft.Extensions.Logging;
using Signet.Testing;

namespace Signet.Tests.Audit;

/// <summary>Collects the log lines of one category.</summary>
internal sealed class CollectedLogger<T> : ILogger<T>
{
    private readonly CollectedLines _lines = new();

    public string Text => _lines.Text;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Log(logLevel, eventId, state, exception, formatter);
}
