namespace Signet.Tests;

/// <summary>Counts the bytes that a call allocates.</summary>
public static class AllocationMeter
{
    private const int Calls = 400;

    /// <summary>Bytes for one call, on a thread that nothing else runs on; the least of several rounds, so that nobody else's tier-up counts.</summary>
    public static long Measure(Action call)
    {
        var least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < Calls; i++)
                {
                    call();
                }

                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            }
        });
        thread.Start();
        thread.Join();
        return least;
    }
}
