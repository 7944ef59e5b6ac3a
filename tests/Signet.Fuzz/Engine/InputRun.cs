using System.Diagnostics;
using Signet.Fuzz.Targets;

namespace Signet.Fuzz.Engine;

/// <summary>Runs a target with an input and checks what must hold for every input: only expected exceptions, bounded time, bounded memory.</summary>
internal static class InputRun
{
    /// <summary>The maximum processor time of an input.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(100);

    private const int Repetitions = 3;

    /// <summary>Runs an input once; again if it was slow or allocated too much, because the first run may include compilation.</summary>
    /// <param name="target">The target.</param>
    /// <param name="input">The input.</param>
    /// <param name="elapsed">The time of the first run.</param>
    /// <returns>The violated property, or null.</returns>
    public static Finding? Run(FuzzTarget target, ReadOnlySpan<byte> input, out TimeSpan elapsed)
    {
        var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            elapsed = Stopwatch.GetElapsedTime(start);
            return new Finding(KindOf(exception), exception.ToString());
        }

        elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (elapsed <= MaxTime && allocated <= target.MaxAllocation(input.Length))
        {
            return null;
        }

        var (time, bytes) = Measure(target, input);
        return time > MaxTime ? new Finding("slow", $"{input.Length} bytes took {time.TotalMilliseconds:0.0} ms of processor time, the limit is {MaxTime.TotalMilliseconds} ms")
            : bytes > target.MaxAllocation(input.Length)
            ? new Finding("memory", $"{input.Length} bytes allocated {bytes} bytes, the limit is {target.MaxAllocation(input.Length)}")
            : null;
    }

    /// <summary>The minimum of processor time and allocated bytes of several runs.</summary>
    public static (TimeSpan Time, long Bytes) Measure(FuzzTarget target, ReadOnlySpan<byte> input)
    {
        var (time, bytes) = (TimeSpan.MaxValue, long.MaxValue);
        for (var i = 0; i < Repetitions; i++)
        {
            var (start, allocated) = (ThreadClock.Now, GC.GetAllocatedBytesForCurrentThread());
            target.Run(input);
            var taken = ThreadClock.Now - start;
            (time, bytes) = (taken < time ? taken : time, Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - allocated));
        }

        return (time, bytes);
    }

    /// <summary>The exception and the product's method that threw it, so that each fault is reported once.</summary>
    private static string KindOf(Exception exception)
    {
        if (exception is PropertyException property)
        {
            return property.Kind;
        }

        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type, Name: var name } && type.StartsWith("Signet.", StringComparison.Ordinal))
            {
                return $"{exception.GetType().Name}-{type[(type.LastIndexOf('.') + 1)..].Replace('+', '.')}.{name}";
            }
        }

        return exception.GetType().Name;
    }
}
