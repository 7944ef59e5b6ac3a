namespace Signet.Tests;

/// <summary>Counts the bytes that a call allocates.</summary>
public static class AllocationMeter
{
    private const int Calls = 400;

    /// <summary>The bytes per call on a separate thread: the min of several rounds, so that tiered compilation does not count.</summary>
    public static long Measure(Action call)
    {
        var min = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < Calls; i++)
                {
                    call();
                }

                min = Math.Min(min, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            }
        });
        thread.Start();
        thread.Join();
        return min;
    }

    /// <summary>Asserts that a call has completed synchronously.</summary>
    public static void End<T>(ValueTask<T> call) => Assert.True(call.IsCompletedSuccessfully);
}
