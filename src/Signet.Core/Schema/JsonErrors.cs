using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>Describes why a JSON document could not be parsed, without its content, which may be secret.</summary>
internal static class JsonErrors
{
    /// <summary>The position of the error, or that the nesting is too deep.</summary>
    /// <param name="json">The document.</param>
    /// <param name="exception">The exception of a reader with <see cref="ObjectDecoder.MaxDepth"/>.</param>
    public static string Describe(ReadOnlySpan<byte> json, JsonException exception) => IsTooDeep(json)
        ? $"objects and lists are nested more than {ObjectDecoder.MaxDepth} deep"
        : $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}";

    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ObjectDecoder.MaxDepth + 1 });
            while (reader.Read())
            {
                if (reader.CurrentDepth == ObjectDecoder.MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // The error comes before the depth is exceeded.
        }

        return false;
    }
}
