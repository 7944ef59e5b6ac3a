namespace Signet.Core.Storage;

/// <summary>A change of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value, or null if the key was deleted.</param>
/// <param name="Created">Whether the key did not exist before.</param>
public sealed record Change(string Key, StoredValue? Value, bool Created);
