using Signet.Core.Signing;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// The signatures that wait for a session. While the token is away the queue is closed and refuses at once; when sessions are lost it stays open, and what
/// waits is signed by the next ones.
/// </summary>
internal sealed class SigningQueue(int capacity)
{
    private const int MaxFailures = 2;

    /// <summary>A monitor, because threads of sessions wait in it.</summary>
    private readonly object _monitor = new();

    private readonly LinkedList<SigningJob> _jobs = [];
    private Func<SigningFailedException>? _refusal;

    /// <summary>Adds a signature, or returns why it cannot be made.</summary>
    public SigningFailedException? Add(SigningJob job)
    {
        lock (_monitor)
        {
            if (_refusal is { } refusal)
            {
                return refusal();
            }

            if (_jobs.Count >= capacity)
            {
                return new SigningFailedException($"{capacity} signatures wait for the token already") { RetryAfter = TimeSpan.FromSeconds(1) };
            }

            _jobs.AddLast(job);
            Monitor.Pulse(_monitor);
            return null;
        }
    }

    /// <summary>Takes the oldest signature; blocks the thread of a session until there is one. Null when the session is to end.</summary>
    public SigningJob? Take(Func<bool> isEnding)
    {
        lock (_monitor)
        {
            while (!isEnding())
            {
                while (_jobs.First is { } first)
                {
                    _jobs.RemoveFirst();
                    if (!first.Value.IsAbandoned)
                    {
                        first.Value.IsStarted = true;
                        return first.Value;
                    }
                }

                Monitor.Wait(_monitor);
            }

            return null;
        }
    }

    /// <summary>Gives back a signature that a session failed to make: another session tries it once.</summary>
    public void Return(SigningJob job, Func<SigningFailedException> failure)
    {
        lock (_monitor)
        {
            job.IsStarted = false;
            if (++job.Failures < MaxFailures && _refusal is null)
            {
                _jobs.AddFirst(job);
                Monitor.Pulse(_monitor);
                return;
            }
        }

        job.TrySetException(failure());
    }

    /// <summary>Lets waiting threads see that their session is to end.</summary>
    public void Wake()
    {
        lock (_monitor)
        {
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Accepts signatures.</summary>
    public void Open()
    {
        lock (_monitor)
        {
            _refusal = null;
        }
    }

    /// <summary>Refuses signatures, those that wait included.</summary>
    public void Close(Func<SigningFailedException> refusal)
    {
        List<SigningJob> waiting;
        lock (_monitor)
        {
            _refusal = refusal;
            waiting = [.. _jobs];
            _jobs.Clear();
            Monitor.PulseAll(_monitor);
        }

        waiting.ForEach(job => job.TrySetException(refusal()));
    }
}
