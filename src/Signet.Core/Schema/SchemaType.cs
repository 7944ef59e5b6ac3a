using System.Collections.Frozen;
using System.Text;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>A type of Kubernetes' API, as data.</summary>
internal sealed class SchemaType
{
    private FrozenDictionary<string, SchemaField> _byName = FrozenDictionary<string, SchemaField>.Empty;

    internal SchemaType(string name, SchemaShape shape, int bits = 0, SchemaType? element = null) =>
        (Name, Shape, Bits, Element) = (name, shape, bits, element);

    /// <summary>The name in the schema (<c>io.k8s.api.core.v1.Pod</c>), or of the shape for what has none.</summary>
    public string Name { get; }

    /// <summary>The form of values.</summary>
    public SchemaShape Shape { get; }

    /// <summary>Of an integer: 32 or 64.</summary>
    public int Bits { get; }

    /// <summary>Of a map or a list: the type of its values.</summary>
    public SchemaType? Element { get; }

    /// <summary>Of an object: whether it is replaced as a whole wherever it stands.</summary>
    public bool IsAtomic { get; internal init; }

    /// <summary>Where the type is from: knows the other types and all kinds. Types without a name are from <see cref="SchemaCatalog.Kubernetes"/>.</summary>
    public SchemaCatalog Catalog { get => field ?? SchemaCatalog.Kubernetes; internal init; }

    /// <summary>Of a kind: which.</summary>
    public GroupVersionKind? Kind { get; internal set; }

    /// <summary>Of an object, in canonical order: kind, apiVersion, then by protobuf tag, which is the order of Go's structs.</summary>
    public IReadOnlyList<SchemaField> Fields { get; private set; } = [];

    /// <summary>The field of a name; names are case-sensitive.</summary>
    public bool TryGetField(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out SchemaField field) =>
        _byName.TryGetValue(name, out field);

    /// <summary>The field of a name in UTF-8; short names cost no allocation.</summary>
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

    /// <summary>The fields by their numbers in protobuf.</summary>
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
