using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// The types of an API, read from data. <see cref="Kubernetes"/> has the types of Kubernetes' API that Signet knows: <c>Data/kubernetes-1.36.json</c>
/// and <c>Data/events-1.36.json</c> from OpenAPI; Signet's own of <c>Data/signet-operations.json</c>;
/// <c>Data/go-zero-values.json</c> with the zero values and pointers of Go, and
/// <c>Data/omitted-messages.json</c> with types that OpenAPI omits (types of responses, and types that Go embeds, which exist only in protobuf).
/// <see cref="With"/> adds types. Types are built at their first use.
/// </summary>
internal sealed class SchemaCatalog
{
    private static readonly string[] Facts = ["kubernetes-1.36.json", "events-1.36.json", "signet-operations.json"];
    private static readonly Lazy<SchemaCatalog> Shared = new(ReadKubernetes);
    private static readonly Lazy<SchemaCatalog> SharedServed = new(() => Kubernetes.With(Read("signet-kinds.json")));

    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonElement> _schemas;
    private readonly Dictionary<string, HashSet<string>> _pointers;
    private readonly Dictionary<string, HashSet<string>> _structs;
    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<GroupVersionKind, string> _kinds;
    private readonly Dictionary<string, string> _messages;
    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), SchemaType> _found = new();

    /// <summary>Starts with the types of another catalog, if any.</summary>
    private SchemaCatalog(SchemaCatalog? others)
    {
        _schemas = new(others?._schemas ?? [], StringComparer.Ordinal);
        _pointers = new(others?._pointers ?? [], StringComparer.Ordinal);
        _structs = new(others?._structs ?? [], StringComparer.Ordinal);
        _kinds = new(others?._kinds ?? []);
        _messages = new(others?._messages ?? [], StringComparer.Ordinal);
    }

    /// <summary>The types of Kubernetes 1.36.</summary>
    public static SchemaCatalog Kubernetes => Shared.Value;

    /// <summary>The types of Kubernetes 1.36 and of Signet's own kinds (<c>Data/signet-kinds.json</c>).</summary>
    public static SchemaCatalog Served => SharedServed.Value;

    /// <summary>The type names of all kinds.</summary>
    public IReadOnlyDictionary<GroupVersionKind, string> Kinds => _kinds;

    /// <summary>A catalog with these types and more.</summary>
    /// <param name="facts">
    /// <c>schemas</c> by name and the <c>kinds</c> among them, in the form of <c>Data/kubernetes-1.36.json</c>; <c>pointers</c> and
    /// <c>structs</c>, in the form of <c>Data/go-zero-values.json</c>, are optional.
    /// </param>
    public SchemaCatalog With(JsonElement facts)
    {
        var more = new SchemaCatalog(this);
        more.Add(facts);
        return more;
    }

    /// <summary>A type by its name in the schema.</summary>
    /// <exception cref="KeyNotFoundException">There is no such type.</exception>
    public SchemaType this[string name]
    {
        get
        {
            lock (_lock)
            {
                return Resolve(name);
            }
        }
    }

    /// <summary>
    /// The type of a document by its declared kind: a kind, a list, or a type that only responses have (of <c>meta/v1</c> and of discovery); null for
    /// others. Called for every response in protobuf: results are cached and found without a lock.
    /// </summary>
    public SchemaType? FindMessage(string apiVersion, string kind)
    {
        if (_found.TryGetValue((apiVersion, kind), out var known))
        {
            return known;
        }

        var version = GroupVersion.Parse(apiVersion);
        return _kinds.TryGetValue(version.OfKind(kind), out var name) ||
            _messages.TryGetValue(version.Group is "" or "meta.k8s.io" ? kind : $"{version.Group}/{kind}", out name)
            ? _found[(apiVersion, kind)] = this[name]
            : null;
    }

    /// <summary>The schema data of a type: OpenAPI with Kubernetes' markers, <c>$ref</c> with bare names, and <c>x-protobuf</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such type.</exception>
    public JsonElement Describe(string name) =>
        _schemas.TryGetValue(name, out var schema) ? schema : throw new KeyNotFoundException($"the schema has no type {name}");

    private static SchemaCatalog ReadKubernetes()
    {
        var catalog = new SchemaCatalog(others: null);
        foreach (var file in Facts)
        {
            catalog.Add(Read(file));
        }

        var omitted = Read("omitted-messages.json");
        catalog.AddSchemas(omitted);
        foreach (var entry in omitted.GetProperty("kinds").EnumerateObject())
        {
            catalog._messages[entry.Name] = entry.Value.GetString()!;
        }

        catalog.AddZeroValues(Read("go-zero-values.json"));
        return catalog;
    }

    private void Add(JsonElement facts)
    {
        AddSchemas(facts);
        foreach (var entry in facts.GetProperty("kinds").EnumerateObject())
        {
            var kind = entry.Value;
            _kinds[new GroupVersionKind(StringOf(kind, "group"), StringOf(kind, "version"), StringOf(kind, "kind"))] = entry.Name;
        }

        AddZeroValues(facts);
    }

    private void AddSchemas(JsonElement facts)
    {
        foreach (var entry in facts.GetProperty("schemas").EnumerateObject())
        {
            _schemas[entry.Name] = entry.Value;
        }
    }

    private void AddZeroValues(JsonElement facts)
    {
        foreach (var (name, target) in (ReadOnlySpan<(string, Dictionary<string, HashSet<string>>)>)[("pointers", _pointers), ("structs", _structs)])
        {
            if (facts.TryGetProperty(name, out var lists))
            {
                foreach (var list in lists.EnumerateObject())
                {
                    target[list.Name] = [.. list.Value.EnumerateArray().Select(entry => entry.GetString()!)];
                }
            }
        }
    }

    private static JsonElement Read(string resource)
    {
        using var stream = typeof(SchemaCatalog).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private SchemaType Resolve(string name)
    {
        if (_types.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!_schemas.TryGetValue(name, out var schema))
        {
            throw new KeyNotFoundException($"the schema has no type {name}");
        }

        var type = new SchemaType(name, ShapeOf(name, schema)) { IsAtomic = StringOf(schema, "x-kubernetes-map-type") == "atomic", Catalog = this };
        _types[name] = type;
        if (type.Shape == SchemaShape.Object)
        {
            type.SetFields(new SchemaFieldReader(this, schema).Read(
                _pointers.GetValueOrDefault(name, []), _structs.GetValueOrDefault(name, [])));
            type.Message = MessageOf(name, schema, type);
            foreach (var (kind, of) in _kinds)
            {
                if (of == name)
                {
                    type.Kind = kind;
                }
            }
        }

        return type;
    }

    /// <summary>The type of a property of the schema.</summary>
    internal SchemaType TypeOf(JsonElement property)
    {
        if (property.TryGetProperty("$ref", out var reference))
        {
            return Resolve(reference.GetString()!);
        }

        return StringOf(property, "type") switch
        {
            "string" when StringOf(property, "format") == "byte" => new SchemaType("bytes", SchemaShape.Bytes),
            "string" => new SchemaType("string", SchemaShape.String),
            "boolean" => new SchemaType("boolean", SchemaShape.Boolean),
            "integer" => new SchemaType("integer", SchemaShape.Integer, StringOf(property, "format") == "int64" ? 64 : 32),
            "number" => new SchemaType("number", SchemaShape.Number),
            "array" => new SchemaType("list", SchemaShape.List, element: TypeOf(property.GetProperty("items"))),
            "object" when property.TryGetProperty("additionalProperties", out var values) =>
                new SchemaType("map", SchemaShape.Map, element: TypeOf(values)),
            _ => new SchemaType("any", SchemaShape.Any),
        };
    }

    private Protobuf.MessageShape MessageOf(string name, JsonElement schema, SchemaType type)
    {
        var embedded = new Dictionary<int, FrozenDictionary<int, SchemaField>>();
        if (schema.TryGetProperty("x-protobuf", out var tags))
        {
            foreach (var tag in tags.EnumerateObject())
            {
                // A number whose name is no field in JSON belongs to an embedded type of the same package.
                if (!type.Fields.Any(field => field.Name.Equals(tag.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    var inner = Describe($"{name[..name.LastIndexOf('.')]}.{StringOf(tag.Value, "type")}").GetProperty("x-protobuf");
                    embedded[tag.Value.GetProperty("tag").GetInt32()] = inner.EnumerateObject()
                        .ToFrozenDictionary(innerTag => innerTag.Value.GetProperty("tag").GetInt32(), innerTag => FieldOf(type, innerTag.Name));
                }
            }
        }

        return new Protobuf.MessageShape
        {
            Fields = type.Fields.Where(field => field.ProtobufTag > 0).ToFrozenDictionary(field => field.ProtobufTag),
            Embedded = embedded.ToFrozenDictionary(),
        };
    }

    private static SchemaField FieldOf(SchemaType type, string name) =>
        type.TryGetField(name, out var field) ? field : throw new KeyNotFoundException($"{type.Name} has no field {name}");

    /// <summary>Whether a property refers to an atomic type.</summary>
    internal bool IsAtomicType(JsonElement property) =>
        property.TryGetProperty("$ref", out var reference) &&
        StringOf(_schemas[reference.GetString()!], "x-kubernetes-map-type") == "atomic";

    internal static string StringOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static SchemaShape ShapeOf(string name, JsonElement schema) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "Quantity" => SchemaShape.Quantity,
        "IntOrString" => SchemaShape.IntOrString,
        "Time" => SchemaShape.Time,
        "MicroTime" => SchemaShape.MicroTime,
        _ => schema.TryGetProperty("properties", out _) ? SchemaShape.Object : SchemaShape.Any,
    };
}
