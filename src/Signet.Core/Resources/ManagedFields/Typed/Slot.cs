using System.Text.Json.Nodes;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>A value that may be absent or null. Go encodes some empty lists as null, which differs from an absent list.</summary>
internal readonly record struct Slot(bool IsPresent, JsonNode? Value)
{
    public static Slot Absent => default;

    /// <summary>Whether the value has no members or entries.</summary>
    public bool IsEmpty => Value switch
    {
        JsonObject members => members.Count == 0,
        JsonArray list => list.Count == 0,
        _ => true,
    };

    public static Slot Of(JsonNode? value) => new(true, value);

    public Slot Member(string name) =>
        Value is JsonObject members && members.TryGetPropertyValue(name, out var value) ? Of(value) : Absent;
}
