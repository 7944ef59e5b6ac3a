using System.Collections.Frozen;

namespace Signet.Core.Schema.Protobuf;

/// <summary>
/// The fields of a type as protobuf numbers them. Where Go embeds a type, JSON has its fields beside the others, but protobuf has a
/// message of its own: such a number leads to the numbers within.
/// </summary>
internal sealed class MessageShape
{
    /// <summary>The fields.</summary>
    public required FrozenDictionary<int, SchemaField> Fields { get; init; }

    /// <summary>The embedded messages; their fields are this type's own.</summary>
    public required FrozenDictionary<int, FrozenDictionary<int, SchemaField>> Embedded { get; init; }

    /// <summary>All of them in the order in which they are written.</summary>
    public MessageLayout Layout => field ??= MessageLayout.Of(this);
}
