using Microsoft.AspNetCore.Http;
using Signet.Core.Metrics;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Hosting.Web;

/// <summary>The metrics of authentication (apiserver, <c>pkg/endpoints/filters/metrics.go</c>).</summary>
internal sealed class CallerMetrics : IRequestObserver
{
    /// <summary>User names that Kubernetes' components have; all others are counted together.</summary>
    private static readonly string[] KnownNames = ["admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default"];

    private readonly ValueCell _succeeded;
    private readonly ValueCell _failed;
    private readonly ValueCell _erred;
    private readonly ValueCell[] _known;
    private readonly ValueCell _address;
    private readonly ValueCell _other;

    /// <summary>Declares the metrics.</summary>
    public CallerMetrics(MetricSet metrics)
    {
        var attempts = metrics.Counter("authentication_attempts", "Authenticated requests, by result.", "result");
        (_succeeded, _failed, _erred) = (attempts.With("success"), attempts.With("failure"), attempts.With("error"));
        var users = metrics.Counter(
            "authenticated_user_requests", "Authenticated requests, by user name: known components, email_id for names with an at sign, other for all others.", "username");
        _known = [.. KnownNames.Select(name => users.With(name))];
        (_address, _other) = (users.With("email_id"), users.With("other"));
    }

    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        if (outcome.Sender is not { } sender)
        {
            (outcome.Code == StatusCodes.Status401Unauthorized ? _failed : _erred).Add(outcome.IsPreflight ? 0 : 1);
            return;
        }

        _succeeded.Add(1);
        var known = Array.IndexOf(KnownNames, sender.Name);
        (known >= 0 ? _known[known] : sender.Name.Contains('@', StringComparison.Ordinal) ? _address : _other).Add(1);
    }
}
