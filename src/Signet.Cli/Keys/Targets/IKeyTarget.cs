using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.Cli.Keys.Targets;

/// <summary>Where managed keys are read and changed: a server, or a store that no server uses.</summary>
internal interface IKeyTarget : IAsyncDisposable
{
    /// <summary>Carries out an operation.</summary>
    /// <returns>The <c>SigningKeyOperation</c> with its status; or the refusal.</returns>
    /// <exception cref="KeysException">The server cannot be reached, or does not answer as a Signet server.</exception>
    ValueTask<Outcome<JsonObject>> OperateAsync(KeyRequest request, CancellationToken cancellationToken);
}
