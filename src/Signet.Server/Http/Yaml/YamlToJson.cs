using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Signet.Server.Http.Yaml;

/// <summary>
/// Converts a YAML document to JSON (<c>sigs.k8s.io/yaml</c>). YAML 1.1, as Kubernetes reads it: a bare <c>y</c> is true, <c>012</c> is
/// ten. Aliases are refused: their expansion can take exponential memory.
/// </summary>
internal static class YamlToJson
{
    /// <summary>The first document of a body as JSON; later documents are ignored, as in Kubernetes. An empty text is null.</summary>
    /// <returns>The JSON, or a 400 with the position of the fault.</returns>
    public static Outcome<byte[]> Convert(ReadOnlySpan<byte> yaml) => Convert(yaml, isFile: false);

    /// <summary>
    /// The only document of an operator's file, in YAML or JSON, as JSON. Nothing is ignored: a second document is refused,
    /// and so is a duplicate key.
    /// </summary>
    /// <exception cref="FormatException">The file is malformed; the message has the line.</exception>
    public static byte[] ConvertFile(ReadOnlySpan<byte> yaml) =>
        Convert(yaml, isFile: true).TryGetValue(out var json, out var error) ? json : throw new FormatException(error.Message);

    private static Outcome<byte[]> Convert(ReadOnlySpan<byte> yaml, bool isFile)
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
                var budget = default(ValueBudget);
                WriteNode(parser, writer, 0, isFile, ref budget);
                parser.Consume<DocumentEnd>();
                if (isFile && parser.Current is DocumentStart second)
                {
                    throw new RefusedException(second, "a second document begins here; a file holds one");
                }
            }

            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner also throws these, for some plain scalars within braces and for an unpaired surrogate in an escape.
            return StatusErrors.BadRequest("error converting YAML to JSON: yaml: the document cannot be read");
        }
        catch (YamlException exception)
        {
            // The parser's messages may contain parts of the document.
            var why = exception is RefusedException ? exception.Message : "the document cannot be read";
            return StatusErrors.BadRequest($"error converting YAML to JSON: yaml: line {exception.Start.Line}: {why}");
        }
    }

    private static void WriteNode(IParser parser, Utf8JsonWriter writer, int depth, bool isFile, ref ValueBudget budget)
    {
        if (depth > ObjectDecoder.MaxDepth)
        {
            throw new RefusedException(parser.Current!, $"mappings and sequences are nested more than {ObjectDecoder.MaxDepth} deep");
        }

        if (!budget.TryTake(parser.Current is MappingStart))
        {
            throw new RefusedException(parser.Current!, ValueBudget.Fault);
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
                WriteNode(parser, writer, depth + 1, isFile, ref budget);
            }

            writer.WriteEndArray();
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            writer.WriteStartObject();
            var lines = isFile ? new Dictionary<string, long>(StringComparer.Ordinal) : null;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>();
                if (lines?.TryAdd(key.Value, key.Start.Line) == false)
                {
                    throw new RefusedException(key, $"the key \"{key.Value}\" is given twice, first in line {lines[key.Value]}");
                }

                writer.WritePropertyName(key.Value);
                WriteNode(parser, writer, depth + 1, isFile, ref budget);
            }

            writer.WriteEndObject();
        }
        else
        {
            throw new RefusedException(parser.Current!, "aliases are not supported");
        }
    }

    /// <summary>Valid YAML that is not supported.</summary>
    private sealed class RefusedException(ParsingEvent at, string why) : YamlException(at.Start, at.End, why);
}
