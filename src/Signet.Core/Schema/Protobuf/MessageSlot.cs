namespace Signet.Core.Schema.Protobuf;

/// <summary>One field of a message.</summary>
/// <param name="Tag">Its number.</param>
/// <param name="Field">The field in JSON; null for a message that JSON has not, because Go embeds its type.</param>
/// <param name="IsAlwaysWritten">Whether it is written when JSON does not have it.</param>
/// <param name="Embedded">Of an embedded message its fields, which are the outer type's own.</param>
internal sealed record MessageSlot(int Tag, SchemaField? Field, bool IsAlwaysWritten, IReadOnlyList<MessageSlot> Embedded);
