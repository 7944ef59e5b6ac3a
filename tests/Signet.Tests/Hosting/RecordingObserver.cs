using System.Threading.Channels;
using Signet.Server.Http.Outcomes;
using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>Records outcomes.</summary>
internal sealed class RecordingObserver : IRequestObserver
{
    private readonly Channel<ObservedRequest> _ended = Channel.CreateUnbounded<ObservedRequest>();
    private int _started;

    /// <summary>The number of started streams.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>The number of outcomes that have not been read.</summary>
    public int Waiting => _ended.Reader.Count;

    void IRequestObserver.Started(in RequestOutcome outcome) => Interlocked.Increment(ref _started);

    public void Ended(in RequestOutcome outcome) => _ended.Writer.TryWrite(ObservedRequest.Of(outcome));

    /// <summary>The next outcome.</summary>
    public Task<ObservedRequest> NextAsync() => _ended.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
}
