using System.Buffers;
using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>
/// Where one JSON document is written: a buffer and a writer that the thread keeps for the next one. What is made of a document is copied
/// out of it before it is given back; one that is taken while another is in use is a new one.
/// </summary>
internal readonly ref struct JsonScratch
{
    /// <summary>A buffer that has grown beyond this many bytes is not kept.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private const int InitialSize = 4 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) _kept;

    private readonly ArrayBufferWriter<byte> _buffer;

    private JsonScratch(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) => (_buffer, Writer) = (buffer, writer);

    /// <summary>Writes texts as Go does, and does not check that the document is whole.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>What has been written; good until more is, or the end.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>Begins a document. <see cref="Dispose"/> ends it.</summary>
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

    /// <summary>A copy of what has been written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Gives buffer and writer back, emptied: it may have been a token.</summary>
    public void Dispose()
    {
        if (_buffer.Capacity > MaxKeptBytes)
        {
            return;
        }

        Writer.Reset(); // before the buffer: what was not flushed must not come later
        _buffer.Clear();
        _kept = (_buffer, Writer);
    }
}
