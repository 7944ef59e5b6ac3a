namespace Signet.Server.Outbound;

/// <summary>The connection pool of one target. It is closed when the target is no longer used and the last request to it has ended.</summary>
internal sealed class WebhookConnection(KubeconfigTarget target, HttpClient http, int generation)
{
    /// <summary>One for the owner, and one for each request in flight.</summary>
    private int _references = 1;

    public KubeconfigTarget Target => target;

    /// <summary>Valid between <see cref="TryAcquire"/> and <see cref="Release"/>.</summary>
    public HttpClient Http => http;

    /// <summary>The number of targets that the webhook had before this one.</summary>
    public int Generation => generation;

    /// <summary>Registers a request; false when the pool is closed.</summary>
    public bool TryAcquire()
    {
        var references = Volatile.Read(ref _references);
        while (references > 0)
        {
            var seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return true;
            }

            references = seen;
        }

        return false;
    }

    /// <summary>Ends a request, or the use by the owner.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            http.Dispose();
        }
    }
}
