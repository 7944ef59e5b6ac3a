using Signet.Core.Signing;
using Signet.Signing.Pkcs11.Native;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// The sessions of an opened token, each with a thread of its own that signs what is in the queue: native code that blocks holds up none of the thread pool.
/// The first failure of any session ends all of them, because tokens lose sessions together.
/// </summary>
internal sealed class SessionPool
{
    private readonly OpenedToken _token;
    private readonly SigningQueue _queue;
    private readonly Action<SessionPool, string> _onLost;
    private readonly List<Thread> _threads = [];
    private volatile string? _fault;

    private SessionPool(OpenedToken token, SigningQueue queue, Action<SessionPool, string> onLost) => (_token, _queue, _onLost) = (token, queue, onLost);

    /// <summary>Starts the threads.</summary>
    /// <param name="token">The token; the pool closes its sessions.</param>
    /// <param name="queue">What is to be signed.</param>
    /// <param name="onLost">Called once, with the fault, when the sessions are lost.</param>
    public static SessionPool Start(OpenedToken token, SigningQueue queue, Action<SessionPool, string> onLost)
    {
        var pool = new SessionPool(token, queue, onLost);
        foreach (var session in token.Sessions)
        {
            var thread = new Thread(() => pool.Run(session)) { IsBackground = true, Name = "pkcs11-session" };
            pool._threads.Add(thread);
            thread.Start();
        }

        return pool;
    }

    /// <summary>Ends the sessions; only the first reason counts. A session that is signing ends afterwards.</summary>
    public void End(string reason)
    {
        if (Interlocked.CompareExchange(ref _fault, reason, null) is null)
        {
            _queue.Wake();
            _onLost(this, reason);
        }
    }

    /// <summary>Waits until the threads have ended, but not for native calls that hang. True if all have ended.</summary>
    public bool Join(TimeSpan patience)
    {
        var begun = TimeProvider.System.GetTimestamp();
        return _threads.TrueForAll(thread =>
        {
            var left = patience - TimeProvider.System.GetElapsedTime(begun);
            return thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        });
    }

    private void Run(IPkcs11Session session)
    {
        while (_queue.Take(() => _fault is not null) is { } job)
        {
            try
            {
                job.TrySetResult(session.Sign(job.Mechanism.Type, _token.Key.Handle, job.Input));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // An unexpected exception would end the process, because no caller is above this frame.
                End(exception is CryptokiException ? exception.Message : $"unexpected {exception.GetType().Name}: {exception.Message}");
                _queue.Return(
                    job, () => new SigningFailedException($"the token failed to sign: {exception.Message}", exception) { RetryAfter = TimeSpan.FromSeconds(1) });
            }
        }

        session.Dispose();
    }
}
