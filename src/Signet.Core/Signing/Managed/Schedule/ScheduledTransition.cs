namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>A change of a key's stage in the future.</summary>
/// <param name="Time">When.</param>
/// <param name="KeyId">The key; empty for one that is to be made.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="State">The stage that begins.</param>
/// <param name="IsRecorded">Whether the records have it; else the planner writes it when it is due.</param>
/// <param name="Reason">Why, with the numbers.</param>
internal sealed record ScheduledTransition(
    DateTimeOffset Time, string KeyId, JwtAlgorithm Algorithm, ManagedKeyState State, bool IsRecorded, string Reason);
