namespace Signet.Server.Concurrency;

/// <summary>Settings of a <see cref="PriorityLevel"/>.</summary>
/// <param name="Name">The name, for metrics.</param>
/// <param name="Seats">The number of seats; positive.</param>
/// <param name="QueueLength">How many requests wait in one queue; 0 refuses requests instead of queueing them.</param>
/// <param name="MaxWaiting">How many requests wait in all queues.</param>
internal sealed record PriorityLevelOptions(string Name, int Seats, int QueueLength = 128, int MaxWaiting = 1024);
