using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>A key's value at some revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes; owned by the store, not to be changed.</param>
/// <param name="Created">The revision at which the key came into being.</param>
/// <param name="Modified">The revision of this value.</param>
public sealed record StoredValue(string Key, ReadOnlyMemory<byte> Value, Revision Created, Revision Modified);
