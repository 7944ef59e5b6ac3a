using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Logging;

/// <summary>
/// One JSON object per event and line. The fields are those of Kubernetes' JSON logs where it has them (component-base, <c>logs/json</c>): <c>ts</c> (Unix
/// time in milliseconds), <c>msg</c>, <c>v</c> (not for errors), <c>err</c>. Then <c>level</c>, <c>logger</c>, <c>event</c>, <c>eventId</c>, <c>auditID</c>,
/// <c>traceID</c>, <c>spanID</c>, and the fields of the message by their names in its template.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "signet-json";

    /// <summary>The name of the field in message templates that is written as <c>auditID</c>.</summary>
    private const string AuditIdField = "AuditId";

    private const string Template = "{OriginalFormat}";
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) _kept;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (buffer, json) = _kept;
        _kept = default;
        if (json is null)
        {
            buffer = new ArrayBufferWriter<byte>(1024);

            // The default encoder writes ASCII only, and replaces what is not valid UTF-16.
            json = new Utf8JsonWriter(buffer);
        }

        json.WriteStartObject();
        WriteHead(json, logEntry.LogLevel, logEntry.Category, logEntry.EventId);
        json.WriteString("msg"u8, logEntry.Formatter(logEntry.State, logEntry.Exception));
        WriteFields(json, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>>);
        if (logEntry.Exception is { } exception)
        {
            json.WriteString("err"u8, exception.Message);
            json.WriteString("stacktrace"u8, exception.ToString());
        }

        json.WriteEndObject();
        json.Flush();
        Copy(buffer.WrittenSpan, textWriter);
        if (buffer.Capacity <= MaxKeptBytes)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            _kept = (buffer, json);
        }
    }

    private void WriteHead(Utf8JsonWriter json, LogLevel level, string category, EventId id)
    {
        var ticks = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        json.WriteNumber("ts"u8, ticks / (decimal)TimeSpan.TicksPerMillisecond);
        json.WriteString("level"u8, level switch
        {
            LogLevel.Trace => "trace"u8,
            LogLevel.Debug => "debug"u8,
            LogLevel.Information => "info"u8,
            LogLevel.Warning => "warn"u8,
            _ => "error"u8,
        });
        if (level < LogLevel.Error)
        {
            json.WriteNumber("v"u8, level switch { LogLevel.Trace => 6, LogLevel.Debug => 4, _ => 0 });
        }

        json.WriteString("logger"u8, category);
        if (id.Name is { } name)
        {
            json.WriteString("event"u8, name);
        }

        json.WriteNumber("eventId"u8, id.Id);
    }

    /// <summary>Writes the ids, and the fields of the message. A field cannot have the name of another one: those of templates begin with a capital.</summary>
    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        var auditId = RequestScope.AuditId;
        for (var i = 0; i < (fields?.Count ?? 0); i++)
        {
            var (name, value) = fields![i];
            if (name == AuditIdField)
            {
                auditId = value as string ?? auditId;
            }
            else if (name != Template)
            {
                WriteField(json, name, value);
            }
        }

        if (auditId is not null)
        {
            json.WriteString("auditID"u8, auditId);
        }

        if (Activity.Current is { IsStopped: false, IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("traceID"u8, activity.TraceId.ToHexString());
            json.WriteString("spanID"u8, activity.SpanId.ToHexString());
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case uint number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset moment:
                json.WriteString(name, moment);
                break;
            case IFormattable formattable:
                json.WriteString(name, formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }

    /// <summary>Copies ASCII, and ends the line.</summary>
    private static void Copy(ReadOnlySpan<byte> ascii, TextWriter output)
    {
        var letters = ArrayPool<char>.Shared.Rent(ascii.Length + 1);
        var count = Encoding.ASCII.GetChars(ascii, letters);
        letters[count] = '\n';
        output.Write(letters.AsSpan(0, count + 1));
        ArrayPool<char>.Shared.Return(letters);
    }
}
