using System.Collections.Frozen;

namespace Signet.Core.Schema.Protobuf;

/// <summary>
/// The fields of a type by protobuf tag. A type that Go embeds is a message of its own in protobuf, while JSON has its fields beside the others:
/// <see cref="Embedded"/> maps the tag of such a message to the fields within.
/// </summary>
internal sealed class MessageShape
{
    public required FrozenDictionary<int, SchemaField> Fields { get; init; }

    /// <summary>The embedded messages, whose fields are fields of this type.</summary>
    public required FrozenDictionary<int, FrozenDictionary<int, SchemaField>> Embedded { get; init; }

    /// <summary>All fields in the order in which they are written.</summary>
    public MessageLayout Layout => field ??= MessageLayout.Of(this);
}
