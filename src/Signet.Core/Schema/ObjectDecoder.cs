using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// Decodes JSON of clients by the schema, as Kubernetes does (<c>sigs.k8s.io/json</c>): names are case-sensitive, unknown fields are dropped and
/// reported, the last of duplicate fields wins (objects are merged), null means absent.
/// </summary>
internal static class ObjectDecoder
{
    /// <summary>The max nesting depth of objects and lists.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Decodes one object.</summary>
    /// <param name="json">The document; data after the object is an error.</param>
    /// <param name="type">The type of the expected kind.</param>
    /// <param name="kind">The expected kind; the default of kind and apiVersion.</param>
    /// <returns>The object, possibly of another known version of the kind; or a 400 that names the field.</returns>
    public static Outcome<DecodedObject> Decode(ReadOnlySpan<byte> json, SchemaType type, GroupVersionKind kind)
    {
        try
        {
            if (!ReadKindOf(json, kind).TryGetValue(out var declared, out var error))
            {
                return error;
            }

            if (DecodingErrors.CheckKind(declared, kind, type.Catalog) is { } refused)
            {
                return refused;
            }

            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var issues = new List<string>();
            var (readKind, readType) = DecodedObject.FormOf(declared, kind, type);
            var root = reader.TokenType == JsonTokenType.Null ? [] : new ValueReader(issues).ReadObject(ref reader, readType, []);
            root["kind"] = readKind.Kind;
            root["apiVersion"] = readKind.ApiVersion;
            return new DecodedObject(root, issues, declared) { Kind = readKind };
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

    /// <summary>The kind that a document declares; missing parts are taken from the expected kind.</summary>
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

    /// <summary>Also validates that the document is a single JSON value within the <see cref="ValueBudget"/>.</summary>
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
        var budget = default(ValueBudget);
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
                    if (!budget.TrySkip(ref reader))
                    {
                        return DecodingErrors.NotJson(expected, ValueBudget.Fault);
                    }
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
