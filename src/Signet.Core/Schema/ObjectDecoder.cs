using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// Reads a client's JSON by the schema, as Kubernetes does (<c>sigs.k8s.io/json</c>): names are case-sensitive, unknown
/// fields are dropped and told of, of duplicates the last wins (objects merge), null is absent.
/// </summary>
internal static class ObjectDecoder
{
    /// <summary>How deep objects and lists may lie in each other.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one object.</summary>
    /// <param name="json">The whole document; anything behind the object is a failure.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="kind">The kind that it must be; stands in for a kind or apiVersion that is left out.</param>
    /// <returns>The object, also of another version that Kubernetes knows; or a 400 that names the field.</returns>
    public static Outcome<DecodedObject> Decode(ReadOnlySpan<byte> json, SchemaType type, GroupVersionKind kind)
    {
        try
        {
            if (!ReadKindOf(json, kind).TryGetValue(out var came, out var error))
            {
                return error;
            }

            if (DecodingErrors.CheckKind(came, kind, type.Catalog) is { } refused)
            {
                return refused;
            }

            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var issues = new List<string>();
            var (readKind, readType) = DecodedObject.FormOf(came, kind, type);
            var root = reader.TokenType == JsonTokenType.Null ? [] : new ValueReader(issues).ReadObject(ref reader, readType, "", []);
            root["kind"] = readKind.Kind;
            root["apiVersion"] = readKind.ApiVersion;
            return new DecodedObject(root, issues, came) { Kind = readKind };
        }
        catch (JsonException exception)
        {
            return DecodingErrors.NotJson(kind, JsonErrors.Describe(json, exception));
        }
        catch (WrongTypeException exception)
        {
            return DecodingErrors.CannotBeHandled(kind, kind, exception.Message);
        }
    }

    /// <summary>What a document says it is; what it does not say is as expected.</summary>
    public static Outcome<GroupVersionKind> ReadKind(ReadOnlySpan<byte> json, GroupVersionKind expected)
    {
        try
        {
            return ReadKindOf(json, expected);
        }
        catch (JsonException exception)
        {
            return DecodingErrors.NotJson(expected, JsonErrors.Describe(json, exception));
        }
        catch (WrongTypeException exception)
        {
            return DecodingErrors.CannotBeHandled(expected, expected, exception.Message);
        }
    }

    /// <summary>Also finds out whether it is one JSON value at all.</summary>
    private static Outcome<GroupVersionKind> ReadKindOf(ReadOnlySpan<byte> json, GroupVersionKind expected)
    {
        if (json.IsEmpty)
        {
            return DecodingErrors.NotJson(expected, "unexpected end of JSON input (<empty>)");
        }

        if (!JsonUnicode.IsValid(json))
        {
            return DecodingErrors.NotJson(expected, "the document is not valid Unicode");
        }

        string? kind = null, apiVersion = null;
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("kind"u8))
                {
                    kind = ReadString(ref reader, "kind");
                }
                else if (reader.ValueTextEquals("apiVersion"u8))
                {
                    apiVersion = ReadString(ref reader, "apiVersion");
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            return DecodingErrors.NotJson(expected, "the document is not an object");
        }

        while (reader.Read())
        {
        }

        if (apiVersion is null or "")
        {
            return expected with { Kind = kind is null or "" ? expected.Kind : kind };
        }

        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersionKind(
            slash < 0 ? "" : apiVersion[..slash],
            apiVersion[(slash + 1)..],
            kind is null or "" ? expected.Kind : kind);
    }

    private static string? ReadString(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => throw WrongTypeException.At(field, "a string", reader.TokenType),
        };
    }
}
