namespace Signet.Core.Schema.Protobuf;

/// <summary>The fields of a message in the order in which Go's marshaller writes them: by tag.</summary>
internal sealed class MessageLayout
{
    public required IReadOnlyList<MessageSlot> Slots { get; init; }

    public static MessageLayout Of(MessageShape shape)
    {
        var slots = new List<MessageSlot>();
        foreach (var (tag, field) in shape.Fields)
        {
            slots.Add(SlotOf(tag, field));
        }

        foreach (var (tag, inner) in shape.Embedded)
        {
            slots.Add(new MessageSlot(tag, null, true, [.. inner.Select(entry => SlotOf(entry.Key, entry.Value)).OrderBy(slot => slot.Tag)]));
        }

        return new MessageLayout { Slots = [.. slots.OrderBy(slot => slot.Tag)] };
    }

    private static MessageSlot SlotOf(int tag, SchemaField field) => new(tag, field, IsAlwaysWritten(field), []);

    /// <summary>Go always writes a field that is not a pointer, a list, a map or bytes, even if it is zero.</summary>
    private static bool IsAlwaysWritten(SchemaField field) => field.Type.Shape switch
    {
        SchemaShape.List or SchemaShape.Map or SchemaShape.Bytes or SchemaShape.Any => false,
        SchemaShape.Object => field.Zero == ZeroValue.Written,
        SchemaShape.Quantity or SchemaShape.IntOrString => field.Zero == ZeroValue.Written,
        _ => field.Zero != ZeroValue.Kept,
    };
}
