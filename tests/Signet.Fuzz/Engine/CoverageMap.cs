using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Signet.Fuzz.Engine;

/// <summary>The counters of branches that SharpFuzz's instrumentation increments (64 KiB, as of AFL).</summary>
internal static unsafe class CoverageMap
{
    /// <summary>The number of counters.</summary>
    public const int Size = 1 << 16;

    /// <summary>Allocates counters that nothing reads. Instrumented code must not run before.</summary>
    public static void Allocate() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>Uses the counters of the driver.</summary>
    public static Span<byte> UseDriver(nint library)
    {
        Trace.SharedMem = (byte*)NativeLibrary.GetExport(library, "signet_fuzz_counters");
        return new Span<byte>(Trace.SharedMem, Size);
    }

    /// <summary>Begins the path of an input.</summary>
    public static void Restart() => Trace.PrevLocation = 0;

    /// <summary>Counts the branches that a run takes, over all its inputs.</summary>
    public static int CountEdges(Action runAll)
    {
        var counters = new Span<byte>(Trace.SharedMem, Size);
        counters.Clear();
        runAll();
        return counters.Length - counters.Count((byte)0);
    }
}
