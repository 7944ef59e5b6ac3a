using System.Threading.Channels;

namespace Signet.Server.Controllers;

/// <summary>
/// What a controller has to look at (client-go, <c>util/workqueue</c>): an entry waits once however often it is added, is processed by
/// at most one worker at a time, and comes again after a pause when it could not be finished or its work threw.
/// </summary>
/// <param name="time">Measures the pause.</param>
/// <param name="onFault">Is told of an exception that the work did not handle.</param>
internal sealed class WorkQueue<T>(TimeProvider time, Action<T, Exception> onFault)
    where T : notnull
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly HashSet<T> _waiting = [];
    private readonly HashSet<T> _active = [];
    private readonly Channel<T> _ready = Channel.CreateUnbounded<T>();

    private int _delayed;

    /// <summary>Whether nothing waits, nothing is in work and nothing has to be tried again.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 && _active.Count == 0 && _delayed == 0;
            }
        }
    }

    /// <summary>Adds an entry.</summary>
    public void Add(T entry)
    {
        lock (_lock)
        {
            if (_waiting.Add(entry) && !_active.Contains(entry))
            {
                _ready.Writer.TryWrite(entry);
            }
        }
    }

    /// <summary>Works on the entries until cancelled; <paramref name="work"/> says false for what has to be tried again.</summary>
    public Task RunAsync(int workers, Func<T, CancellationToken, ValueTask<bool>> work, CancellationToken cancellationToken)
    {
        var running = new Task[workers];
        for (var i = 0; i < workers; i++)
        {
            running[i] = WorkAsync(work, cancellationToken);
        }

        return Task.WhenAll(running);
    }

    private async Task WorkAsync(Func<T, CancellationToken, ValueTask<bool>> work, CancellationToken cancellationToken)
    {
        await foreach (var entry in _ready.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
            {
                _waiting.Remove(entry);
                _active.Add(entry);
            }

            var isDone = await TryAsync(work, entry, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _active.Remove(entry);
                if (_waiting.Contains(entry))
                {
                    _ready.Writer.TryWrite(entry);
                    isDone = true;
                }

                _delayed += isDone ? 0 : 1;
            }

            if (!isDone)
            {
                _ = AddLaterAsync(entry, cancellationToken);
            }
        }
    }

    /// <summary>One faulty entry must not end its worker: the entry would stay in work for ever, and the others would wait.</summary>
    private async ValueTask<bool> TryAsync(Func<T, CancellationToken, ValueTask<bool>> work, T entry, CancellationToken cancellationToken)
    {
        try
        {
            return await work(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            onFault(entry, exception);
            return false;
        }
    }

    private async Task AddLaterAsync(T entry, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            Add(entry);
            _delayed--;
        }
    }
}
