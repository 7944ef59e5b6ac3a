using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The value of a key at a revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes; owned by the store, must not be changed.</param>
/// <param name="Created">The revision at which the key was created.</param>
/// <param name="Modified">The revision of this value.</param>
public sealed record StoredValue(string Key, ReadOnlyMemory<byte> Value, Revision Created, Revision Modified);
