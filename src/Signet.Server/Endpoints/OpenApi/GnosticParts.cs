using System.Text.Json;
using Signet.Core.Schema.Protobuf;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The conversions from JSON values to fields of gnostic messages.</summary>
internal static class GnosticParts
{
    private const int NameTag = 1, ValueTag = 2, YamlTag = 2;

    public static void Text(WireWriter writer, int tag, JsonElement value) =>
        writer.WriteContent(tag, System.Text.Encoding.UTF8.GetBytes(value.GetString()!));

    public static void Flag(WireWriter writer, int tag, JsonElement value) => writer.WriteNumber(tag, value.GetBoolean() ? 1UL : 0UL);

    /// <summary>Any value, as YAML text; JSON is valid YAML.</summary>
    public static void Any(WireWriter writer, int tag, JsonElement value)
    {
        var any = writer.Begin(tag);
        writer.WriteContent(YamlTag, System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
        writer.End(any);
    }

    /// <summary>Each value of a list; a single value counts as a list of one.</summary>
    public static GnosticPart Each(GnosticPart part) => (writer, tag, value) =>
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            part(writer, tag, value);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            part(writer, tag, item);
        }
    };

    /// <summary>A message with one field: a <c>oneof</c>, or a wrapped list.</summary>
    public static GnosticPart Within(int innerTag, GnosticPart part) => (writer, tag, value) =>
    {
        var message = writer.Begin(tag);
        part(writer, innerTag, value);
        writer.End(message);
    };

    /// <summary>The members of an object, each a message with its name and its value.</summary>
    public static GnosticPart Named(GnosticPart part) => (writer, tag, value) =>
    {
        foreach (var member in value.EnumerateObject())
        {
            WriteNamed(writer, tag, member, part);
        }
    };

    /// <summary>One member of an object as a message with its name and its value.</summary>
    public static void WriteNamed(WireWriter writer, int tag, JsonProperty member, GnosticPart part)
    {
        var entry = writer.Begin(tag);
        writer.WriteContent(NameTag, System.Text.Encoding.UTF8.GetBytes(member.Name));
        part(writer, ValueTag, member.Value);
        writer.End(entry);
    }
}
