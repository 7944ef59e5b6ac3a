using System.Text.Json.Nodes;

namespace Signet.Conformance.Scenarios;

/// <summary>A step of a scenario. <see cref="Replay"/> determines its action by its members.</summary>
internal sealed record Step(JsonObject Members)
{
    /// <summary>The value of a member, or null.</summary>
    public JsonNode? this[string member] => Members[member];

    /// <summary>The name of the step in the recording.</summary>
    public string Name => Text("name") ?? "";

    public bool Has(string member) => Members.ContainsKey(member);

    /// <summary>A member that is a string, or null.</summary>
    public string? Text(string member) => (string?)Members[member];

    public bool Flag(string member) => (bool?)Members[member] ?? false;

    /// <summary>A member that is a number of seconds.</summary>
    public TimeSpan Seconds(string member, double otherwise) => TimeSpan.FromSeconds((double?)Members[member] ?? otherwise);
}
