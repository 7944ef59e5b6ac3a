using System.Threading.Channels;
using Signet.Core.Storage;

namespace Signet.Storage.Watching;

/// <summary>The watches of a store. The writer publishes every batch to all of them, in order; a watch whose queue is full ends.</summary>
internal sealed class Watchers(int backlog)
{
    private readonly Lock _lock = new();
    private readonly List<Watcher> _all = [];

    /// <summary>Adds a watcher, which gets every batch that is published afterwards.</summary>
    public Watcher Add(string prefix)
    {
        var watcher = new Watcher(prefix, backlog);
        lock (_lock)
        {
            _all.Add(watcher);
        }

        return watcher;
    }

    public void Remove(Watcher watcher)
    {
        lock (_lock)
        {
            _all.Remove(watcher);
        }
    }

    public void Publish(ChangeBatch batch)
    {
        lock (_lock)
        {
            foreach (var watcher in _all)
            {
                watcher.Offer(batch);
            }
        }
    }

    /// <summary>Ends all watches because the store closes.</summary>
    public void Close()
    {
        lock (_lock)
        {
            foreach (var watcher in _all)
            {
                watcher.Close();
            }
        }
    }

    /// <summary>The queue of a watch.</summary>
    internal sealed class Watcher(string prefix, int backlog)
    {
        private readonly Channel<ChangeBatch> _queue = Channel.CreateBounded<ChangeBatch>(
            new BoundedChannelOptions(backlog) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

        /// <summary>The pending batches; completes if the watcher is too slow or the store closes.</summary>
        public ChannelReader<ChangeBatch> Queue => _queue.Reader;

        /// <summary>Whether the watch ended because the store closed.</summary>
        public bool IsClosed { get; private set; }

        public void Offer(ChangeBatch batch)
        {
            if (!_queue.Writer.TryWrite(BatchFilter.Apply(batch, prefix)))
            {
                _queue.Writer.TryComplete();
            }
        }

        public void Close()
        {
            IsClosed = true;
            _queue.Writer.TryComplete();
        }
    }
}
