using System.Text.Json.Nodes;

namespace Signet.Cli.Keys.Targets;

/// <summary>An operation to carry out.</summary>
/// <param name="Spec">What is asked for.</param>
internal sealed record Operation(JsonObject Spec)
{
    /// <summary>Whether it is decided and not done.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether it changes nothing anyway.</summary>
    public bool IsRead { get; init; }
}
