using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Signet.Core.Storage.Copying;

/// <summary>Computes a <see cref="StoreContent"/> from values in the order of their keys.</summary>
internal sealed class StoreDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The number of values so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a value.</summary>
    public void Add(StoredValue value)
    {
        Append(Encoding.UTF8.GetBytes(value.Key));
        Append(value.Value.Span);
        Count++;
    }

    /// <summary>The content.</summary>
    public StoreContent Finish() => new(Count, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>With its length, so that no two sequences of keys and values are the same bytes.</summary>
    private void Append(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
    }
}
