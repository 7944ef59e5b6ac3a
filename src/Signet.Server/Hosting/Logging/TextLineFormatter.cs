using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Logging;

/// <summary>
/// The lines of the framework's simple console format, which no content can break or forge. An event of a request that does not name the request's
/// <c>Audit-Id</c> itself gets it at the end.
/// </summary>
/// <param name="services">The services of the log, which have the framework's format.</param>
internal sealed class TextLineFormatter(IServiceProvider services) : ConsoleFormatter(FormatName)
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "signet-text";

    private ConsoleFormatter? _simple;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = LogText.OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (RequestScope.AuditId is { } auditId && !message.Contains(auditId, StringComparison.Ordinal))
        {
            message = $"{message} (audit id {auditId})";
        }

        if (logEntry.Exception is { } exception)
        {
            message = $"{message} {LogText.OneLine(exception.ToString())}";
        }

        Simple.Write(
            new LogEntry<string>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, message, null, static (text, _) => text), null, textWriter);
    }

    /// <summary>Found at the first event, because the services make this format together with the framework's.</summary>
    private ConsoleFormatter Simple => _simple ??= services.GetServices<ConsoleFormatter>().First(one => one.Name == ConsoleFormatterNames.Simple);
}
