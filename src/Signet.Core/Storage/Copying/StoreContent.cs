namespace Signet.Core.Storage.Copying;

/// <summary>The content of a store, to compare it with another: equal for the same keys with the same values.</summary>
/// <param name="Count">The number of keys.</param>
/// <param name="Hash">SHA-256 over all keys and values, in the order of the keys; hexadecimal.</param>
internal sealed record StoreContent(long Count, string Hash);
