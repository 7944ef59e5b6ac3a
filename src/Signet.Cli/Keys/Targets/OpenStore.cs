using Signet.Server.Hosting.Options;

namespace Signet.Cli.Keys.Targets;

/// <summary>Opens and locks the store of a data directory that no server uses.</summary>
/// <exception cref="Server.Hosting.Startup.StartupException">It cannot be used.</exception>
internal delegate ValueTask<IOperationTarget> OpenStore(ServerOptions options, TimeProvider time, CancellationToken cancellationToken);
