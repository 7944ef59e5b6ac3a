using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;

namespace Signet.Server.Controllers.Keys;

/// <summary>Tells log and <c>/readyz?verbose</c> of keys that wait for the confirmation of their publication. One caller at a time.</summary>
internal sealed class PublicationWatch(ILogger logger)
{
    /// <summary>How often a rotation that is overdue is logged again.</summary>
    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _overdue = new(StringComparer.Ordinal);
    private volatile string? _remark;

    /// <summary>What <c>/readyz?verbose</c> says, or null.</summary>
    public string? Remark => _remark;

    /// <summary>Compares the keys that wait with those that were logged.</summary>
    public void Tell(IReadOnlyList<PublicationWait> waits, DateTimeOffset now)
    {
        _awaited.RemoveWhere(keyId => !waits.Any(wait => wait.Key.KeyId == keyId));
        foreach (var wait in waits)
        {
            var keyId = wait.Key.KeyId;
            if (_awaited.Add(keyId))
            {
                Log.PublicationAwaited(logger, keyId);
            }

            if (wait is { Current: { } current, OverdueSince: { } since } && !(_overdue.TryGetValue(keyId, out var last) && last + Repetition > now))
            {
                _overdue[keyId] = now;
                Log.RotationOverdue(logger, current.KeyId, keyId, since);
            }
        }

        foreach (var keyId in _overdue.Keys.Where(keyId => !_awaited.Contains(keyId)).ToList())
        {
            _overdue.Remove(keyId);
        }

        _remark = RemarkOf(waits);
    }

    private static string? RemarkOf(IReadOnlyList<PublicationWait> waits) =>
        waits.FirstOrDefault(wait => wait.OverdueSince is not null) is { OverdueSince: { } since }
            ? $"the current signing key is in use beyond its rotation interval since {Timestamps.Format(since)}: the publication of its successor is not confirmed (log event 5241)"
        : waits.Count > 0 ? "the next signing key waits for the confirmation of its publication (log event 5240)"
        : null;
}
