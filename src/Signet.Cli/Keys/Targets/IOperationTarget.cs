using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Targets;

/// <summary>Where operations are carried out: a server, or a store that no server uses.</summary>
internal interface IOperationTarget : IAsyncDisposable
{
    /// <summary>Carries out an operation.</summary>
    /// <returns>The object with its status; or the refusal.</returns>
    /// <exception cref="CommandException">The server cannot be reached, or does not answer as a Signet server.</exception>
    ValueTask<Outcome<JsonObject>> OperateAsync(Operation operation, CancellationToken cancellationToken);
}
