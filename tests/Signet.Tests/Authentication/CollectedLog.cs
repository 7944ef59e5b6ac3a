using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Signet.Tests.Authentication;

/// <summary>Collects log entries.</summary>
internal sealed class CollectedLog : ILogger
{
    private readonly ConcurrentQueue<(int Id, string Message)> _entries = new();

    /// <summary>The entries so far.</summary>
    public IReadOnlyList<(int Id, string Message)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Id, formatter(state, exception)));
}
