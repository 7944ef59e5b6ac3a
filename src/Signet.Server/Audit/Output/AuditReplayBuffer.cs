using System.Buffers;

namespace Signet.Server.Audit.Output;

/// <summary>
/// The lines that were written last, in memory, so that they can be written again when a rotation has lost them: those of the last
/// <see cref="MaxAge"/>, at most <see cref="MaxBytes"/>. Used by one thread at a time.
/// </summary>
internal sealed class AuditReplayBuffer(TimeProvider time)
{
    /// <summary>More is not kept.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Longer than a rotation takes from the end of the copy to the truncation of the file.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    private readonly Queue<Part> _parts = new();
    private long _bytes;

    /// <summary>How many parts have been let go, and how many of all that ever were are confirmed: parts are confirmed in their order.</summary>
    private (long Gone, long Confirmed) _count;

    /// <summary>Keeps lines that have been written.</summary>
    public void Add(ReadOnlySpan<byte> lines)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(lines.Length);
        lines.CopyTo(buffer);
        _parts.Enqueue(new Part(buffer, lines.Length) { WrittenAt = time.GetTimestamp() });
        _bytes += lines.Length;
        while (_bytes > MaxBytes)
        {
            Forget();
        }
    }

    /// <summary>All lines are where they belong; those that are older than <see cref="MaxAge"/> are let go.</summary>
    public void Confirm()
    {
        var now = time.GetTimestamp();
        while (_parts.TryPeek(out var oldest) && time.GetElapsedTime(oldest.WrittenAt, now) > MaxAge)
        {
            Forget();
        }

        _count.Confirmed = _count.Gone + _parts.Count;
    }

    /// <summary>The lines that are to be written again, and so count as written now and not confirmed.</summary>
    /// <param name="onlyUnconfirmed">Without those that were confirmed.</param>
    /// <param name="maxBytes">Of more than this the oldest parts are left out, but for the last one.</param>
    public byte[] TakeForReplay(bool onlyUnconfirmed, int maxBytes)
    {
        var skipped = onlyUnconfirmed ? (int)Math.Max(0, _count.Confirmed - _count.Gone) : 0;
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

        _count.Confirmed = Math.Min(_count.Confirmed, _count.Gone + skipped);
        return lines.WrittenSpan.ToArray();
    }

    private void Forget()
    {
        var part = _parts.Dequeue();
        _count.Gone++;
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
