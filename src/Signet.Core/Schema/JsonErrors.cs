using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>Says what is wrong with a document that could not be read, without showing any of it: it may hold secrets.</summary>
internal static class JsonErrors
{
    /// <summary>Where it stops being JSON, or that it is nested too deeply.</summary>
    /// <param name="json">The document.</param>
    /// <param name="exception">What the reader made of it, with <see cref="ObjectDecoder.MaxDepth"/>.</param>
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
            // It is no JSON before it is too deep.
        }

        return false;
    }
}
