using System.Text;
using Signet.Server.Audit.Output;
using Signet.Testing;

namespace Signet.Tests.Audit.Output;

/// <summary>An output with scripted behaviour.</summary>
internal sealed class ScriptedOutput : IAuditOutput
{
    private readonly MemoryStream _written = new();
    private volatile Func<Exception>? _fault;
    private volatile int _takenAtOnce = int.MaxValue;
    private volatile int _checks;
    private volatile int _reopened;
    private volatile int _syncs;
    private volatile Task? _pause;
    private volatile Func<Exception>? _syncFault;

    /// <summary>The exception of every call; null for none.</summary>
    public Func<Exception>? Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>The number of bytes that a write accepts.</summary>
    public int TakenAtOnce
    {
        get => _takenAtOnce;
        set => _takenAtOnce = value;
    }

    public int Checks => _checks;

    public int Reopened => _reopened;

    public string Text => Encoding.UTF8.GetString(_written.ToArray());

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_fault is { } fault)
        {
            throw fault();
        }

        var taken = Math.Min(bytes.Length, _takenAtOnce);
        _written.Write(bytes[..taken]);
        return taken;
    }

    public AuditOutputState Check(bool reopen)
    {
        _checks++;
        _reopened += reopen ? 1 : 0;
        return _fault is { } fault ? throw fault() : AuditOutputState.Confirmed;
    }

    /// <summary>The number of calls of <see cref="Sync"/> that began.</summary>
    public int Syncs => _syncs;

    /// <summary>What a sync waits for: a paused disk. Null for nothing.</summary>
    public Task? Pause
    {
        get => _pause;
        set => _pause = value;
    }

    /// <summary>The exception of a sync; null for none.</summary>
    public Func<Exception>? SyncFault
    {
        get => _syncFault;
        set => _syncFault = value;
    }

    public void Sync()
    {
        Interlocked.Increment(ref _syncs);
        _pause?.Wait(Patience.Limit);
        if (_syncFault is { } fault)
        {
            throw fault();
        }
    }

    public void Dispose() => _written.Dispose();
}
