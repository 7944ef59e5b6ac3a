using System.Text.Json.Nodes;
using Signet.Cli.Commands;

namespace Signet.Cli.Token;

/// <summary>The object that a token is bound to: <c>Pod/NAME</c>, <c>Secret/NAME</c> or <c>Node/NAME</c>.</summary>
/// <param name="Kind">The kind, as Kubernetes spells it.</param>
/// <param name="Name">The name.</param>
internal readonly record struct BoundReference(string Kind, string Name)
{
    /// <summary>The kinds, as Kubernetes spells them.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Pod", "Secret", "Node"];

    /// <summary>Parses the value of <c>--bind</c>. The kind may be in lower case, as with kubectl.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static BoundReference Parse(string text)
    {
        var parts = text.Split('/');
        var kind = Kinds.FirstOrDefault(known => known.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        return kind is not null && parts is [_, { Length: > 0 } name]
            ? new BoundReference(kind, name)
            : throw new CommandException($"--bind: \"{TextTable.Clean(text)}\" is not allowed; it must be Pod/NAME, Secret/NAME or Node/NAME", ExitCodes.Usage);
    }

    /// <summary>The <c>boundObjectRef</c>. Without a uid the server binds to the object that exists.</summary>
    public JsonObject ToJson() => new() { ["kind"] = Kind, ["apiVersion"] = "v1", ["name"] = Name };
}
