using System.Buffers;
using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>
/// A buffer and a writer for one JSON document; each thread keeps one pair for the next document. The result must be copied before
/// <see cref="Dispose"/>. Nested use gets a new pair.
/// </summary>
internal readonly ref struct JsonScratch
{
    /// <summary>A larger buffer is not kept for the next document.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private const int InitialSize = 4 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) _kept;

    private readonly ArrayBufferWriter<byte> _buffer;

    private JsonScratch(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) => (_buffer, Writer) = (buffer, writer);

    /// <summary>Escapes strings as Go does; does not validate the structure of the document.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>The bytes written so far; valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>Starts a document, which <see cref="Dispose"/> ends.</summary>
    public static JsonScratch Take()
    {
        var (buffer, writer) = _kept;
        _kept = default;
        if (writer is null)
        {
            buffer = new ArrayBufferWriter<byte>(InitialSize);
            writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        }

        return new JsonScratch(buffer, writer);
    }

    public byte[] ToArray() => Written.ToArray();

    /// <summary>Clears the buffer, which may have held a token, and keeps it for the next document.</summary>
    public void Dispose()
    {
        if (_buffer.Capacity > MaxKeptBytes)
        {
            return;
        }

        Writer.Reset(); // before the buffer is cleared: bytes that were not flushed must not appear in the next document
        _buffer.Clear();
        _kept = (_buffer, Writer);
    }
}
