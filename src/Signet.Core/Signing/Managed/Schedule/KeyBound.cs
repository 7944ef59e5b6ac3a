namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>A bound of a key's windows.</summary>
/// <param name="Kind">Which bound.</param>
/// <param name="Time">The time; null when there is none, <see cref="DateTimeOffset.MinValue"/> when it has always been so.</param>
/// <param name="IsRecorded">Whether the record of the key has it; else the planner will write it when it is due.</param>
/// <param name="Reason">Why, with the numbers.</param>
internal sealed record KeyBound(KeyBoundKind Kind, DateTimeOffset? Time, bool IsRecorded, string Reason);
