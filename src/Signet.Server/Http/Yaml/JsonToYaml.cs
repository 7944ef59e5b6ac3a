using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Signet.Server.Http.Yaml;

/// <summary>
/// Converts JSON to YAML as <c>sigs.k8s.io/yaml</c> writes it: members sorted, lists not indented, quotes only where they are needed, long
/// strings folded.
/// </summary>
internal static class JsonToYaml
{
    /// <summary>
    /// A longer key is written as <c>? KEY</c>, as Go does. Readers accept 1024 characters of a key without the mark, and one that is not printable
    /// is written as up to six.
    /// </summary>
    private const int MaxSimpleKeyLength = 128;

    /// <summary>Converts one JSON document; the result ends with a line feed.</summary>
    public static byte[] Convert(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(
            bestIndent: 2, bestWidth: 80, isCanonical: false, MaxSimpleKeyLength, skipAnchorName: true, indentSequences: false, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document.RootElement);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Emit(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                EmitObject(emitter, value);
                break;
            case JsonValueKind.Array:
                EmitArray(emitter, value);
                break;
            case JsonValueKind.String:
                EmitText(emitter, value.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(null, null, value.GetRawText(), ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static void EmitObject(Emitter emitter, JsonElement value)
    {
        var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        emitter.Emit(new MappingStart(null, null, true, members.Length == 0 ? MappingStyle.Flow : MappingStyle.Block));
        foreach (var member in members)
        {
            EmitText(emitter, member.Name);
            Emit(emitter, member.Value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void EmitArray(Emitter emitter, JsonElement value)
    {
        var isEmpty = value.GetArrayLength() == 0;
        emitter.Emit(new SequenceStart(null, null, true, isEmpty ? SequenceStyle.Flow : SequenceStyle.Block));
        foreach (var entry in value.EnumerateArray())
        {
            Emit(emitter, entry);
        }

        emitter.Emit(new SequenceEnd());
    }

    private static void EmitText(Emitter emitter, string text)
    {
        var style = text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : YamlScalars.IsPlainText(text) ? ScalarStyle.Plain
            : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(null, null, text, style, style == ScalarStyle.Plain, style != ScalarStyle.Plain));
    }
}
