using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>One field of an object type.</summary>
internal sealed class SchemaField
{
    /// <summary>The name in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>The name, ready to be written.</summary>
    public required JsonEncodedText EncodedName { get; init; }

    /// <summary>The type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>Whether the API demands it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>How its zero value is written.</summary>
    public ZeroValue Zero { get; init; }

    /// <summary>Of a list: how its entries merge.</summary>
    public ListKind ListKind { get; init; }

    /// <summary>Of a keyed list: the keys.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>Whether an object is replaced as a whole.</summary>
    public bool AtomicStruct { get; init; }

    /// <summary>The key of a strategic merge, or null.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The strategies of a strategic merge: <c>merge</c>, <c>replace</c>, <c>retainKeys</c>.</summary>
    public IReadOnlyList<string> PatchStrategies { get; init; } = [];

    /// <summary>The values that a client is told of.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>The default as JSON, or null.</summary>
    public string? Default { get; init; }

    /// <summary>The tag in protobuf; 0 for kind and apiVersion, which the envelope carries.</summary>
    public int ProtobufTag { get; init; }

    /// <summary>The type in protobuf.</summary>
    public string ProtobufType { get; init; } = "";

    /// <summary>Of a list: whether protobuf has a message of its own for it, because it is a type of its own in Go.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>The place among the fields of its type.</summary>
    internal int Ordinal { get; set; }
}
