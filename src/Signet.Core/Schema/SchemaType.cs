using System.Collections.Frozen;
using System.Text;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>A type of the API.</summary>
internal sealed class SchemaType
{
    private FrozenDictionary<string, SchemaField> _byName = FrozenDictionary<string, SchemaField>.Empty;

    internal SchemaType(string name, SchemaShape shape, int bits = 0, SchemaType? element = null) =>
        (Name, Shape, Bits, Element) = (name, shape, bits, element);

    /// <summary>The name in the schema (<c>io.k8s.api.core.v1.Pod</c>), or that of the shape for unnamed types.</summary>
    public string Name { get; }

    public SchemaShape Shape { get; }

    /// <summary>For an integer: 32 or 64.</summary>
    public int Bits { get; }

    /// <summary>For a map or a list: the type of its values.</summary>
    public SchemaType? Element { get; }

    /// <summary>For an object: whether it is atomic, replaced as a whole, in every field.</summary>
    public bool IsAtomic { get; internal init; }

    /// <summary>The catalog of the type. Unnamed types belong to <see cref="SchemaCatalog.Kubernetes"/>.</summary>
    public SchemaCatalog Catalog { get => field ?? SchemaCatalog.Kubernetes; internal init; }

    /// <summary>The kind, if the type is one.</summary>
    public GroupVersionKind? Kind { get; internal set; }

    /// <summary>For an object: its fields in canonical order, which is kind, apiVersion, then by protobuf tag as in Go's structs.</summary>
    public IReadOnlyList<SchemaField> Fields { get; private set; } = [];

    /// <summary>Finds a field; names are case-sensitive.</summary>
    public bool TryGetField(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out SchemaField field) =>
        _byName.TryGetValue(name, out field);

    /// <summary>Finds a field by its name in UTF-8 without an allocation.</summary>
    public bool TryGetField(ReadOnlySpan<byte> utf8Name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out SchemaField field)
    {
        Span<char> name = stackalloc char[64];
        if (utf8Name.Length > name.Length)
        {
            field = null;
            return false;
        }

        var length = Encoding.UTF8.GetChars(utf8Name, name);
        return _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out field);
    }

    /// <summary>The fields by protobuf tag.</summary>
    internal Protobuf.MessageShape Message { get; set; } = EmptyMessage;

    private static Protobuf.MessageShape EmptyMessage { get; } = new()
    {
        Fields = FrozenDictionary<int, SchemaField>.Empty,
        Embedded = FrozenDictionary<int, FrozenDictionary<int, SchemaField>>.Empty,
    };

    internal void SetFields(IReadOnlyList<SchemaField> fields)
    {
        Fields = fields;
        for (var i = 0; i < fields.Count; i++)
        {
            fields[i].Ordinal = i;
        }

        _byName = fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }
}
