using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signet.Core.Metrics;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Outcomes;
using Signet.Server.Logging;

namespace Signet.Server.Hosting.Web;

/// <summary>
/// Logs that requests are refused with 429, and that clients are cut off because they do not read: one line for each reason in ten seconds, with their number.
/// Closed connections have lines of their own (<c>ConnectionGate</c>).
/// </summary>
internal sealed class OverloadReport : IRequestObserver
{
    private const string IssueRate = "issue-rate";
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>The reasons of <c>RequestFlow</c>, and what they mean. The last one is that of all others.</summary>
    private static readonly (string Reason, string Meaning)[] Refusals =
    [
        ("concurrency-limit", "all seats are taken"),
        ("queue-full", "the queue of their user is full"),
        ("time-out", "they waited too long for a seat"),
        ("cancelled", "they ended while they waited for a seat"),
        ("too-many-watches", "too many watches are running (--max-watches, --max-watches-per-user)"),
        (IssueRate, "too many tokens of one service account (--service-account-token-issue-rate)"),
    ];

    private readonly LogRate[] _refusals;
    private readonly LogRate _cutOff;
    private readonly ValueCell _watches;
    private readonly ValueCell _others;
    private readonly ILogger<OverloadReport> _logger;

    /// <summary>Declares the metric.</summary>
    public OverloadReport(MetricSet metrics, TimeProvider time, ILogger<OverloadReport> logger)
    {
        _logger = logger;
        _refusals = [.. Refusals.Select(_ => new LogRate(1, LineInterval, time))];
        _cutOff = new LogRate(1, LineInterval, time);
        var cutOff = metrics.Counter(
            "signet_answers_cut_off_total", "Answers whose connection or stream the server closed before their end, such as those of watches whose clients do not read.", "kind");
        (_watches, _others) = (cutOff.With("watch"), cutOff.With("other"));
    }

    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        if (outcome.End == RequestEnd.CutOff)
        {
            (outcome.HasStreamed ? _watches : _others).Add(1);
            if (_cutOff.TryCount(1, out var total))
            {
                Log.ClientsCutOff(_logger, total);
            }
        }
        else if (outcome.Code == StatusCodes.Status429TooManyRequests)
        {
            Refused(outcome.Reason);
        }
    }

    private void Refused(string reason)
    {
        var kind = Array.FindIndex(Refusals, refusal => refusal.Reason == reason);
        kind = kind < 0 ? Refusals.Length - 1 : kind;
        if (_refusals[kind].TryCount(1, out var total))
        {
            Log.RequestsRefused(_logger, total, Refusals[kind].Meaning);
        }
    }
}
