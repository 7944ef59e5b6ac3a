using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>Values in error texts as Kubernetes shows those that are more than one text or number: as JSON, by the names that Go has for the fields.</summary>
internal static class GoValue
{
    /// <summary>A struct: <c>{"Path":"/x","Verb":"get"}</c>; null is a pointer to nothing.</summary>
    public static string Struct(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A list of texts: <c>["a","b"]</c>.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
