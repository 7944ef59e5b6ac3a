using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Targets;

/// <summary>A kind of operations that a server, or a command on its store, carries out.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">Its resource.</param>
/// <param name="Command">The command of the user: <c>signet keys</c>.</param>
internal sealed record OperationKind(GroupVersionKind Kind, string Plural, string Command)
{
    /// <summary>The settings that matter when no server runs; the data directory is the first one.</summary>
    public required IReadOnlyList<string> OfflineSettings { get; init; }

    /// <summary>Opens the store of a data directory that no server uses.</summary>
    public required OpenStore OpenStore { get; init; }
}
