using System.Buffers;

namespace Signet.Server.Audit.Output;

/// <summary>
/// The lines that were written last, for repetition after a rotation has lost them: those of the last <see cref="MaxAge"/>, at most
/// <see cref="MaxBytes"/>. Used by one thread at a time.
/// </summary>
internal sealed class AuditReplayBuffer(TimeProvider time)
{
    /// <summary>The maximum size; the oldest lines are dropped first.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Longer than the time of a rotation between the end of the copy and the truncation of the file.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    private readonly Queue<Part> _parts = new();
    private long _bytes;

    /// <summary>The number of parts that were dropped, and the number of all parts that are confirmed. Parts are confirmed in order.</summary>
    private (long Dropped, long Confirmed) _count;

    /// <summary>Adds lines that have been written.</summary>
    public void Add(ReadOnlySpan<byte> lines)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(lines.Length);
        lines.CopyTo(buffer);
        _parts.Enqueue(new Part(buffer, lines.Length) { WrittenAt = time.GetTimestamp() });
        _bytes += lines.Length;
        while (_bytes > MaxBytes)
        {
            DropOldest();
        }
    }

    /// <summary>Confirms all lines, and drops those older than <see cref="MaxAge"/>.</summary>
    public void Confirm()
    {
        var now = time.GetTimestamp();
        while (_parts.TryPeek(out var oldest) && time.GetElapsedTime(oldest.WrittenAt, now) > MaxAge)
        {
            DropOldest();
        }

        _count.Confirmed = _count.Dropped + _parts.Count;
    }

    /// <summary>Returns the lines to write again. They count as written now and unconfirmed.</summary>
    /// <param name="onlyUnconfirmed">Whether confirmed lines are left out.</param>
    /// <param name="maxBytes">The oldest parts beyond this size are left out, but never the last part.</param>
    public byte[] TakeForReplay(bool onlyUnconfirmed, int maxBytes)
    {
        var skipped = onlyUnconfirmed ? (int)Math.Max(0, _count.Confirmed - _count.Dropped) : 0;
        var bytes = _parts.Skip(skipped).Sum(part => part.Length);
        foreach (var part in _parts.Skip(skipped).SkipLast(1))
        {
            if (bytes <= maxBytes)
            {
                break;
            }

            bytes -= part.Length;
            skipped++;
        }

        var lines = new ArrayBufferWriter<byte>(Math.Max(bytes, 1));
        foreach (var part in _parts.Skip(skipped))
        {
            lines.Write(part.Buffer.AsSpan(0, part.Length));
            part.WrittenAt = time.GetTimestamp();
        }

        _count.Confirmed = Math.Min(_count.Confirmed, _count.Dropped + skipped);
        return lines.WrittenSpan.ToArray();
    }

    private void DropOldest()
    {
        var part = _parts.Dequeue();
        _count.Dropped++;
        _bytes -= part.Length;
        ArrayPool<byte>.Shared.Return(part.Buffer);
    }

    private sealed class Part(byte[] buffer, int length)
    {
        public byte[] Buffer => buffer;

        public int Length => length;

        public long WrittenAt { get; set; }
    }
}
