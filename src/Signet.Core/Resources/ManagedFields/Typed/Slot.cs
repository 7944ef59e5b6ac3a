using System.Text.Json.Nodes;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>A place in an object: absent, or holding a value that may be null. Go writes some empty lists as null, and that is not the same.</summary>
/// <param name="IsPresent">Whether there is anything.</param>
/// <param name="Value">What is there.</param>
internal readonly record struct Slot(bool IsPresent, JsonNode? Value)
{
    public static Slot Absent => default;

    /// <summary>Whether it holds nothing that could be walked through.</summary>
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
