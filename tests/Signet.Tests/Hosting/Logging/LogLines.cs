using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Hosting.Logging;

namespace Signet.Tests.Hosting.Logging;

/// <summary>A log whose lines are kept, formatted as those of <c>signet serve</c>.</summary>
internal sealed class LogLines : ILogger, IDisposable
{
    private readonly ConsoleFormatter _formatter;
    private readonly ServiceProvider? _services;

    private LogLines(ConsoleFormatter formatter, ServiceProvider? services) => (_formatter, _services) = (formatter, services);

    /// <summary>The text of each event, with its line end.</summary>
    public List<string> Written { get; } = [];

    public static LogLines Json() => new(new JsonLineFormatter(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddMilliseconds(1500.25))), null);

    public static LogLines Text()
    {
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddSimpleConsole(console => console.SingleLine = true))
            .AddSingleton<ConsoleFormatter>(provider => new TextLineFormatter(provider))
            .BuildServiceProvider();
        return new(services.GetServices<ConsoleFormatter>().OfType<TextLineFormatter>().Single(), services);
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var output = new StringWriter();
        _formatter.Write(new LogEntry<TState>(logLevel, "Signet.Server.Room", eventId, state, exception, formatter), null, output);
        Written.Add(output.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _services?.Dispose();
}
