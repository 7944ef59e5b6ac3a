using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Schema;

namespace Signet.Testing;

/// <summary>Generates random objects of any schema type. A seed determines the object.</summary>
/// <param name="withZeros">Whether to generate zero, negative and empty values; otherwise no value may be dropped by encoding.</param>
internal sealed class SchemaObjects(int seed, bool withZeros = false)
{
    private const int DeepestNesting = 6;
    private static readonly string[] Letters = ["a", "Z", "0", "-", ".", "/", " ", "\"", "\\", "<", "&", "\n", "é", "\u2028", "😀", "\uffee"];
    private readonly Random _random = new(seed);

    public JsonObject Create(SchemaType type) => CreateObject(type, 0);

    private JsonObject CreateObject(SchemaType type, int depth)
    {
        var made = new JsonObject();
        foreach (var field in type.Fields)
        {
            var isTypeMeta = depth == 0 && field.Name is "kind" or "apiVersion" && field.ProtobufTag == 0;
            if (!isTypeMeta && _random.Next(100) < (depth == 0 ? 90 : 90 / (depth + 1)) && CreateValue(field.Type, depth + 1) is { } value)
            {
                made[field.Name] = value;
            }
        }

        return made;
    }

    private JsonNode? CreateValue(SchemaType type, int depth)
    {
        if (depth > DeepestNesting && type.Shape is SchemaShape.Object or SchemaShape.List or SchemaShape.Map)
        {
            return null;
        }

        if (withZeros && _random.Next(4) == 0 && Edge(type) is { } edge)
        {
            return edge;
        }

        switch (type.Shape)
        {
            case SchemaShape.Object:
                return CreateObject(type, depth);
            case SchemaShape.Map:
                var map = new JsonObject();
                for (var i = _random.Next(1, 4); i > 0; i--)
                {
                    map[Text()] = CreateValue(type.Element!, depth + 1) ?? Empty(type.Element!);
                }

                return map;
            case SchemaShape.List:
                var list = new JsonArray();
                for (var i = _random.Next(1, 4); i > 0; i--)
                {
                    list.Add(CreateValue(type.Element!, depth + 1) ?? Empty(type.Element!));
                }

                return list;
            case SchemaShape.Integer:
                return type.Bits == 32 ? _random.Next(1, int.MaxValue) : _random.NextInt64(1, long.MaxValue);
            case SchemaShape.Number:
                return _random.NextDouble() + 1;
            case SchemaShape.Boolean:
                return true;
            case SchemaShape.Bytes:
                var bytes = new byte[_random.Next(1, 20)];
                _random.NextBytes(bytes);
                return Convert.ToBase64String(bytes);
            case SchemaShape.Time:
                return Moment().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            case SchemaShape.MicroTime:
                return Moment().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            case SchemaShape.Quantity:
                return $"{_random.Next(1, 999)}{(string[])["", "m", "Mi", "Gi", "k"] switch { var units => units[_random.Next(units.Length)] }}";
            case SchemaShape.IntOrString:
                return _random.Next(2) == 0 ? _random.Next(1, 65536) : Text();
            case SchemaShape.Any:
                return new JsonObject { ["f:" + Text()] = new JsonObject() };
            default:
                return Text();
        }
    }

    private JsonNode? Edge(SchemaType type) => type.Shape switch
    {
        SchemaShape.Object => new JsonObject(),
        SchemaShape.Integer => _random.Next(-1, 1) * (type.Bits == 32 ? int.MaxValue : long.MaxValue),
        SchemaShape.Number => 0.0,
        SchemaShape.Boolean => false,
        SchemaShape.Quantity => "0",
        SchemaShape.IntOrString => _random.Next(2) == 0 ? _random.Next(-1, 1) : "",
        SchemaShape.Bytes or SchemaShape.String => "",
        _ => null,
    };

    private static JsonNode Empty(SchemaType type) => type.Shape == SchemaShape.List ? new JsonArray() : new JsonObject();

    private DateTime Moment() => DateTime.UnixEpoch.AddTicks(_random.NextInt64(0, 4_000_000_000L) * TimeSpan.TicksPerSecond + (_random.Next(1_000_000) * 10L));

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(1, 9)).Select(_ => Letters[_random.Next(Letters.Length)]));
}
