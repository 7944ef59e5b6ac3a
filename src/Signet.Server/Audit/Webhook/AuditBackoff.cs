namespace Signet.Server.Audit.Webhook;

/// <summary>The pauses between attempts (apiserver, <c>pkg/util/webhook</c>: factor 1.5). Used by one thread at a time.</summary>
/// <param name="initial">The first pause.</param>
/// <param name="grows">Whether they grow, up to a minute.</param>
internal sealed class AuditBackoff(TimeSpan initial, bool grows)
{
    private const double Factor = 1.5;
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(1);
    private TimeSpan? _last;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = _last is not { } last ? initial : grows && last < Max ? TimeSpan.FromTicks(Math.Min((long)(last.Ticks * Factor), Max.Ticks)) : last;
        _last = pause;
        return pause;
    }

    /// <summary>Begins again, after a success.</summary>
    public void Reset() => _last = null;
}
