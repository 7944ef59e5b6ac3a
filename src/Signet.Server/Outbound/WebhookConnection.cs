namespace Signet.Server.Outbound;

/// <summary>The connections to one target. They are closed when the target is no longer used and the last request to it has ended.</summary>
internal sealed class WebhookConnection(WebhookTarget target, HttpClient http, int generation)
{
    /// <summary>The owner counts as one.</summary>
    private int _users = 1;

    /// <summary>The target.</summary>
    public WebhookTarget Target => target;

    /// <summary>For requests between <see cref="TryAcquire"/> and <see cref="Release"/>.</summary>
    public HttpClient Http => http;

    /// <summary>Counts the targets of a webhook.</summary>
    public int Generation => generation;

    /// <summary>Begins a request; false when the connections are closed.</summary>
    public bool TryAcquire()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Ends a request, or the use by the owner.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            http.Dispose();
        }
    }
}
