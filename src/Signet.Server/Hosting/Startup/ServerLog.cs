using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Signet.Server.Hosting.Logging;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Startup;

/// <summary>The log of one server: created before and disposed after all other parts.</summary>
internal sealed class ServerLog : IDisposable
{
    private readonly bool _isOwned;
    private bool _isStarted;

    private ServerLog(ILoggerFactory factory) => Factory = factory;

    private ServerLog(LogLevel level, LogFormat format, TimeProvider time)
    {
        _isOwned = true;
        Factory = LoggerFactory.Create(builder => Configure(builder, level, format, time));
    }

    /// <summary>The factory of the loggers.</summary>
    public ILoggerFactory Factory { get; }

    public static ServerLog None() => new(NullLoggerFactory.Instance);

    /// <summary>The log of the hosting process, which is not disposed.</summary>
    public static ServerLog Shared(ILoggerFactory factory) => new(factory);

    /// <summary>Single lines on standard error.</summary>
    public static ServerLog OnConsole(LogLevel level, LogFormat format) => new(level, format, TimeProvider.System);

    /// <summary>Enables the framework's warnings, after the start.</summary>
    public void MarkStarted() => Volatile.Write(ref _isStarted, true);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwned)
        {
            Factory.Dispose();
        }
    }

    private void Configure(ILoggingBuilder builder, LogLevel minLevel, LogFormat format, TimeProvider time)
    {
        builder.SetMinimumLevel(minLevel);

        // A failed start is reported in one line; the framework would log a stack trace as well.
        builder.AddFilter("Microsoft", level => level >= LogLevel.Warning && (Volatile.Read(ref _isStarted) || minLevel <= LogLevel.Debug));
        builder.AddFilter("Grpc", LogLevel.Warning);

        // ASP.NET Core begins an Activity and a logging scope for each request when this logger is enabled; it logs nothing above information.
        builder.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Services.AddSingleton<ConsoleFormatter>(provider => new TextLineFormatter(provider));
        builder.Services.AddSingleton<ConsoleFormatter>(new JsonLineFormatter(time));
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = format == LogFormat.Json ? JsonLineFormatter.FormatName : TextLineFormatter.FormatName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }
}
