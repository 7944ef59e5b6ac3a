namespace Signet.Server.Controllers.Stores;

/// <summary>What the store could do when it was tried.</summary>
/// <param name="StoreFault">Why it cannot read or write; null when it can.</param>
/// <param name="DiskFault">Why objects can be neither created nor made larger; null when they can.</param>
internal sealed record StoreHealthSnapshot(string? StoreFault, string? DiskFault);
