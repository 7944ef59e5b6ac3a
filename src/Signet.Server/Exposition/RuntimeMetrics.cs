using System.Globalization;
using System.Runtime;
using Signet.Core.Metrics;

namespace Signet.Server.Exposition;

/// <summary>The metrics of the .NET runtime. Names follow the runtime's own instruments (<c>dotnet.gc.collections</c>).</summary>
internal static class RuntimeMetrics
{
    /// <summary>Declares the metrics.</summary>
    public static void Declare(MetricSet metrics)
    {
        metrics.ObserveCounter("dotnet_gc_collections_total", "Garbage collections by generation.", ["gc_heap_generation"], Collections);
        metrics.ObserveCounter("dotnet_gc_pause_time_seconds_total", "Time in which a garbage collection held all threads.", () => GC.GetTotalPauseDuration().TotalSeconds);
        metrics.ObserveCounter("dotnet_gc_heap_total_allocated_bytes_total", "Bytes allocated on the heap.", () => GC.GetTotalAllocatedBytes());
        metrics.Observe("dotnet_gc_last_collection_heap_size_bytes", "Size of the heap after the last collection.", () => GC.GetGCMemoryInfo().HeapSizeBytes);
        metrics.Observe("dotnet_gc_last_collection_memory_committed_size_bytes", "Memory that the collector had committed at the last collection.", () => GC.GetGCMemoryInfo().TotalCommittedBytes);
        metrics.Observe("dotnet_thread_pool_threads", "Threads of the thread pool.", () => ThreadPool.ThreadCount);
        metrics.Observe("dotnet_thread_pool_queue_length", "Work items that wait for a thread.", () => ThreadPool.PendingWorkItemCount);
        metrics.ObserveCounter("dotnet_thread_pool_work_item_count_total", "Work items that the thread pool has completed.", () => ThreadPool.CompletedWorkItemCount);
        metrics.ObserveCounter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a lock.", () => Monitor.LockContentionCount);
        metrics.Observe("dotnet_timers", "Active timers.", () => Timer.ActiveCount);
        metrics.Observe("dotnet_gc_server_mode", "1 when the collector runs in server mode, else 0.", () => GCSettings.IsServerGC ? 1 : 0);
    }

    private static IEnumerable<MetricReading> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => new MetricReading(
        GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0),
        string.Create(CultureInfo.InvariantCulture, $"gen{generation}")));
}
