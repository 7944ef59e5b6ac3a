using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Signet.Tests.Background;

/// <summary>Collects log entries with their levels; can be set to throw.</summary>
internal sealed class ScriptedLogger : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Message)> _entries = new();

    /// <summary>Whether every entry throws.</summary>
    public bool IsBroken { get; set; }

    public IReadOnlyList<(LogLevel Level, int Id, string Message)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsBroken)
        {
            throw new IOException("the log is broken");
        }

        _entries.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
    }
}
