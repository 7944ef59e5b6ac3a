namespace Signet.Core.Schema.Protobuf;

/// <summary>The fields of a message in the order in which Go's marshaller writes them: by their numbers.</summary>
internal sealed class MessageLayout
{
    /// <summary>The fields.</summary>
    public required IReadOnlyList<MessageSlot> Slots { get; init; }

    /// <summary>Puts a type's fields in order.</summary>
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

    /// <summary>Go writes whatever is neither a pointer nor a list, a map or bytes, zero or not.</summary>
    private static bool IsAlwaysWritten(SchemaField field) => field.Type.Shape switch
    {
        SchemaShape.List or SchemaShape.Map or SchemaShape.Bytes or SchemaShape.Any => false,
        SchemaShape.Object => field.Zero == ZeroValue.Written,
        SchemaShape.Quantity or SchemaShape.IntOrString => field.Zero == ZeroValue.Written,
        _ => field.Zero != ZeroValue.Kept,
    };
}
