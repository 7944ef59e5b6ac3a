using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching;

/// <summary>The parsed JSON of a patch of any type. The last of duplicate members counts.</summary>
/// <param name="Root">The value; null for the JSON null.</param>
/// <param name="Duplicates">The duplicates, in the order of the document: <c>duplicate field "metadata.labels"</c>.</param>
internal sealed record PatchBody(JsonNode? Root, IReadOnlyList<string> Duplicates)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ObjectDecoder.MaxDepth };

    /// <summary>Parses a body: one JSON value without anything after it.</summary>
    public static Outcome<PatchBody> Read(ReadOnlySpan<byte> json)
    {
        if (!JsonUnicode.IsValid(json))
        {
            return PatchErrors.Malformed("the document holds text that is not Unicode");
        }

        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var parsing = new Parsing();
            var root = parsing.ReadValue(ref reader);
            while (reader.Read())
            {
            }

            return new PatchBody(root, parsing.Duplicates);
        }
        catch (RefusedException exception)
        {
            return PatchErrors.Malformed(exception.Message);
        }
        catch (JsonException exception)
        {
            return PatchErrors.Malformed($"it is not JSON ({JsonErrors.Describe(json, exception)})");
        }
    }

    /// <summary>Whether a number can be compared: its exponent must not be longer than that of any real number.</summary>
    private static bool IsComparable(ReadOnlySpan<byte> number)
    {
        const int MaxExponentDigits = 5;
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        return exponent < 0 || number.Length - exponent - 1 <= MaxExponentDigits;
    }

    /// <summary>One pass over a document.</summary>
    private sealed class Parsing
    {
        private readonly ValuePath _path = new();
        private ValueBudget _budget;

        public List<string> Duplicates { get; } = [];

        public JsonNode? ReadValue(ref Utf8JsonReader reader)
        {
            if (!_budget.TryTake(reader.TokenType == JsonTokenType.StartObject))
            {
                throw new RefusedException(ValueBudget.Fault);
            }

            return reader.TokenType switch
            {
                JsonTokenType.StartObject => ReadObject(ref reader),
                JsonTokenType.StartArray => ReadList(ref reader),
                JsonTokenType.String => JsonValue.Create(reader.GetString()),
                JsonTokenType.Number when !IsComparable(reader.ValueSpan) => throw new RefusedException("a number is out of range"),
                _ => JsonNode.Parse(ref reader),
            };
        }

        private JsonObject ReadObject(ref Utf8JsonReader reader)
        {
            var entity = new JsonObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (entity.ContainsKey(name))
                {
                    Duplicates.AddDuplicate(_path, name);
                }

                reader.Read();
                _path.Enter(name);
                entity[name] = ReadValue(ref reader);
                _path.Leave();
            }

            return entity;
        }

        private JsonArray ReadList(ref Utf8JsonReader reader)
        {
            var list = new JsonArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                _path.Enter(list.Count);
                list.Add(ReadValue(ref reader));
                _path.Leave();
            }

            return list;
        }
    }

    /// <summary>Valid JSON that is not accepted. Not thrown outside this file.</summary>
    private sealed class RefusedException(string why) : Exception(why);
}
