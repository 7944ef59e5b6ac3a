namespace Signet.Server.Background;

/// <summary>The state of a supervised service.</summary>
/// <param name="State">The current state.</param>
/// <param name="Starts">The number of starts since the process started.</param>
/// <param name="Faults">How often the service ended while the server did not stop.</param>
/// <param name="FailingSince">The time of the first of the consecutive failures; null while it runs without faults.</param>
internal sealed record SupervisorSnapshot(SupervisorState State, long Starts, long Faults, DateTimeOffset? FailingSince);
