using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Signet.Server.Http.Yaml;

/// <summary>
/// Turns a YAML document into JSON (<c>sigs.k8s.io/yaml</c>). YAML 1.1, as Kubernetes reads it: a bare <c>y</c> is true, <c>012</c> is
/// ten. Aliases are refused: nobody needs them, and they blow up.
/// </summary>
public static class YamlToJson
{
    /// <summary>The first document of a text as JSON; a text without one is null.</summary>
    /// <returns>The JSON, or a 400 that says where the fault is.</returns>
    public static Outcome<byte[]> Convert(ReadOnlySpan<byte> yaml)
    {
        var buffer = new ArrayBufferWriter<byte>(yaml.Length + 64);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(yaml)));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                writer.WriteNullValue();
            }
            else
            {
                WriteNode(parser, writer, 0);
                parser.Consume<DocumentEnd>();
            }

            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner throws these, too: at some plain scalars within braces, and at half a surrogate pair in an escape.
            return StatusErrors.BadRequest("error converting YAML to JSON: yaml: the document cannot be read");
        }
        catch (YamlException exception)
        {
            // The parser's own texts may show what is in the document.
            var why = exception is RefusedException ? exception.Message : "the document cannot be read";
            return StatusErrors.BadRequest($"error converting YAML to JSON: yaml: line {exception.Start.Line}: {why}");
        }
    }

    private static void WriteNode(IParser parser, Utf8JsonWriter writer, int depth)
    {
        if (depth > ObjectDecoder.MaximumDepth)
        {
            throw new RefusedException(parser.Current!, $"mappings and sequences are nested more than {ObjectDecoder.MaximumDepth} deep");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            YamlScalars.Write(scalar, writer);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            writer.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                WriteNode(parser, writer, depth + 1);
            }

            writer.WriteEndArray();
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            writer.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                writer.WritePropertyName(parser.Consume<Scalar>().Value);
                WriteNode(parser, writer, depth + 1);
            }

            writer.WriteEndObject();
        }
        else
        {
            throw new RefusedException(parser.Current!, "aliases are not supported");
        }
    }

    /// <summary>Good YAML that is not taken.</summary>
    private sealed class RefusedException(ParsingEvent at, string why) : YamlException(at.Start, at.End, why);
}
