namespace Signet.Server.Hosting.Systemd;

/// <summary>A server as systemd sees it.</summary>
/// <param name="Description">The text of <c>systemctl status</c> while the server is ready.</param>
/// <param name="Readiness">The names of the checks of <c>/readyz</c> that fail; empty when it is ready.</param>
/// <param name="Liveness">Why the server is not live; null when it is.</param>
internal sealed record SupervisedServer(
    string Description, Func<CancellationToken, ValueTask<IReadOnlyList<string>>> Readiness, Func<CancellationToken, ValueTask<string?>> Liveness);
