using System.Text.Json.Nodes;

namespace Signet.Conformance.Scenarios;

/// <summary>One step: its members as written. What a step does is told by the one of its members that <see cref="Replay"/> looks for.</summary>
internal sealed record Step(JsonObject Members)
{
    /// <summary>The value of a member, or null.</summary>
    public JsonNode? this[string member] => Members[member];

    /// <summary>What the recording calls it.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>Whether it has a member.</summary>
    public bool Has(string member) => Members.ContainsKey(member);

    /// <summary>A member that is a string, or null.</summary>
    public string? Text(string member) => (string?)Members[member];

    /// <summary>Whether a member is true.</summary>
    public bool Flag(string member) => (bool?)Members[member] ?? false;

    /// <summary>A member that is a number of seconds.</summary>
    public TimeSpan Seconds(string member, double otherwise) => TimeSpan.FromSeconds((double?)Members[member] ?? otherwise);
}
