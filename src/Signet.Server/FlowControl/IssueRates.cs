using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Server.Concurrency;

namespace Signet.Server.FlowControl;

/// <summary>Limits how many tokens are issued for each service account.</summary>
/// <param name="options">The rate.</param>
/// <param name="view">Has the accounts: only those that exist are counted, so that requests for others cannot fill the table.</param>
/// <param name="metrics">Counts refusals.</param>
/// <param name="time">The clock.</param>
internal sealed class IssueRates(IssueRateOptions options, ObjectView view, FlowControlMetrics metrics, TimeProvider time)
{
    /// <summary>About 2 MiB.</summary>
    private const int MaxAccounts = 10_000;

    private readonly KeyedRates<ObjectKey>? _rates = options.PerSecond > 0 ? new(options.PerSecond, options.Burst, MaxAccounts, time) : null;

    /// <summary>Counts a token of an account; the 429 when there were too many.</summary>
    public StatusError? Check(ObjectKey account)
    {
        if (_rates is null || view[KubernetesKinds.ServiceAccounts].Snapshot.Find(account) is null || _rates.TryTake(account, out var retryAfter))
        {
            return null;
        }

        metrics.RateLimited();
        return new StatusError
        {
            Code = 429,
            Reason = StatusReasons.TooManyRequests,
            Message = $"too many tokens were requested for the service account {GoText.Quote($"{account.Namespace}/{account.Name}")}, please try again later",
            Details = new StatusDetails
            {
                Name = account.Name,
                Kind = KubernetesKinds.ServiceAccounts.Plural,
                RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)),
            },
        };
    }
}
