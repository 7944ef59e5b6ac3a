namespace Signet.Server.Background;

/// <summary>The state of a supervised service.</summary>
/// <param name="State">What it does.</param>
/// <param name="Starts">How often it was started since the process started.</param>
/// <param name="Faults">How often it ended although it should not have.</param>
/// <param name="FailingSince">Since when it fails again and again; null while it runs without faults.</param>
internal sealed record SupervisorSnapshot(SupervisorState State, long Starts, long Faults, DateTimeOffset? FailingSince);
