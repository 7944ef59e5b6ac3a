using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Server.Http.Answers;

/// <summary>Writes <c>meta/v1</c> Status documents; the members have the order of Go's struct.</summary>
internal static class StatusJson
{
    /// <summary>A failure.</summary>
    public static byte[] Write(StatusError error) => Write(writer => WriteFailure(writer, error), error.Continue);

    /// <summary>Writes the members of a failure that follow kind, apiVersion and metadata.</summary>
    public static void WriteFailure(Utf8JsonWriter writer, StatusError error)
    {
        writer.WriteString("status"u8, "Failure"u8);
        writer.WriteString("message"u8, error.Message);
        if (error.Reason.Length > 0)
        {
            writer.WriteString("reason"u8, error.Reason);
        }

        if (error.Details is { } details)
        {
            WriteDetails(writer, details);
        }

        writer.WriteNumber("code"u8, error.Code);
    }

    /// <summary>A success with details, in place of an object.</summary>
    public static byte[] WriteSuccess(StatusDetails details) => Write(writer =>
    {
        writer.WriteString("status"u8, "Success"u8);
        WriteDetails(writer, details);
    });

    /// <summary>A success with its code only.</summary>
    public static byte[] WriteSuccess(int code) => Write(writer =>
    {
        writer.WriteString("status"u8, "Success"u8);
        writer.WriteNumber("code"u8, code);
    });

    private static byte[] Write(Action<Utf8JsonWriter> writeMembers, string? continued = null)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Status"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartObject("metadata"u8);
        if (continued is not null)
        {
            writer.WriteString("continue"u8, continued);
        }

        writer.WriteEndObject();
        writeMembers(writer);
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    private static void WriteDetails(Utf8JsonWriter writer, StatusDetails details)
    {
        writer.WriteStartObject("details"u8);
        WriteText(writer, "name"u8, details.Name);
        WriteText(writer, "group"u8, details.Group);
        WriteText(writer, "kind"u8, details.Kind);
        WriteText(writer, "uid"u8, details.Uid);
        if (details.Causes.Count > 0)
        {
            writer.WriteStartArray("causes"u8);
            foreach (var cause in details.Causes)
            {
                writer.WriteStartObject();
                WriteText(writer, "reason"u8, cause.Reason);
                WriteText(writer, "message"u8, cause.Message);
                WriteText(writer, "field"u8, cause.Field);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (details.RetryAfterSeconds > 0)
        {
            writer.WriteNumber("retryAfterSeconds"u8, details.RetryAfterSeconds);
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }
}
