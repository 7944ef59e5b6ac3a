namespace Signet.Cli.Serve;

/// <summary>The threads that process requests.</summary>
internal static class WorkerThreads
{
    private const int PerProcessor = 4;

    /// <summary>
    /// Has more threads than processors start without delay. Signatures occupy as many threads as there are processors; new requests need others, so that they
    /// wait in the fair queues and not in the one queue of the thread pool (docs/decisions/0046-overload.md).
    /// </summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, PerProcessor * Environment.ProcessorCount), completions);
    }
}
