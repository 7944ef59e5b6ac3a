using System.Buffers;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Output;

/// <summary>The lines of one write, with the receipts of those that requests wait for. Used by one thread at a time.</summary>
/// <param name="maxEvents">The maximum number of lines; 0 for no limit.</param>
internal sealed class AuditBatch(int maxEvents)
{
    private const int MaxBytes = 256 * 1024;
    private readonly List<AuditReceipt> _receipts = [];
    private ArrayBufferWriter<byte> _lines = new(MaxBytes);

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Lines => _lines.WrittenMemory;

    /// <summary>The number of lines.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the next lines of a queue instead of those that it has.</summary>
    public void Fill(AuditQueue queue)
    {
        if (_lines.Capacity > 4 * MaxBytes)
        {
            _lines = new ArrayBufferWriter<byte>(MaxBytes);
        }

        _lines.ResetWrittenCount();
        Count = 0;
        while (_lines.WrittenCount < MaxBytes && (maxEvents == 0 || Count < maxEvents) && queue.TryTake(int.MaxValue, out var line))
        {
            _lines.Write(line.Bytes);
            if (line.Receipt is { } receipt)
            {
                _receipts.Add(receipt);
            }

            line.Return();
            Count++;
        }
    }

    /// <summary>Completes the receipts.</summary>
    /// <param name="fault">Null when the lines were written.</param>
    public void Complete(string? fault)
    {
        foreach (var receipt in _receipts)
        {
            receipt.TrySetResult(fault);
        }

        _receipts.Clear();
    }
}
