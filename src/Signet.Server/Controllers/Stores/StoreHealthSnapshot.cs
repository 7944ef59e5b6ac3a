namespace Signet.Server.Controllers.Stores;

/// <summary>The result of a check of the store.</summary>
/// <param name="StoreFault">Why the store cannot read or write, or null.</param>
/// <param name="DiskFault">Why objects can be neither created nor made larger, or null.</param>
internal sealed record StoreHealthSnapshot(string? StoreFault, string? DiskFault);
