namespace Signet.Core.Schema.Protobuf;

/// <summary>One field of a message.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Field">The field in JSON; null for an embedded message, which JSON does not have.</param>
/// <param name="IsAlwaysWritten">Whether it is written if JSON does not have it.</param>
/// <param name="Embedded">For an embedded message: its fields, which are fields of the outer type.</param>
internal sealed record MessageSlot(int Tag, SchemaField? Field, bool IsAlwaysWritten, IReadOnlyList<MessageSlot> Embedded);
