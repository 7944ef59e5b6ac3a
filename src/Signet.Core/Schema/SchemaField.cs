using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>One field of an object type.</summary>
internal sealed class SchemaField
{
    public required string Name { get; init; }

    /// <summary>The name in JSON, encoded.</summary>
    public required JsonEncodedText EncodedName { get; init; }

    public required SchemaType Type { get; init; }

    /// <summary>Whether the API requires it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>How an absent or zero value is written.</summary>
    public ZeroValue Zero { get; init; }

    /// <summary>For a list: how its entries are merged.</summary>
    public ListKind ListKind { get; init; }

    /// <summary>For a list with <see cref="ListKind.Map"/>: the names of the key fields.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>Whether an object is atomic: replaced as a whole.</summary>
    public bool AtomicStruct { get; init; }

    /// <summary>The merge key of strategic merge patch, or null.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The strategies of strategic merge patch: <c>merge</c>, <c>replace</c>, <c>retainKeys</c>.</summary>
    public IReadOnlyList<string> PatchStrategies { get; init; } = [];

    /// <summary>The enum values that OpenAPI lists.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>The default as JSON, or null.</summary>
    public string? Default { get; init; }

    /// <summary>The tag in protobuf; 0 for kind and apiVersion, which the envelope carries.</summary>
    public int ProtobufTag { get; init; }

    /// <summary>The type name in protobuf.</summary>
    public string ProtobufType { get; init; } = "";

    /// <summary>For a list: whether it is a message of its own in protobuf, because it is a named type in Go.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>The index in <see cref="SchemaType.Fields"/>.</summary>
    internal int Ordinal { get; set; }
}
