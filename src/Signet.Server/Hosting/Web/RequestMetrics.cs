using System.Collections.Concurrent;
using System.Globalization;
using Signet.Core.Metrics;
using Signet.Server.Endpoints;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Hosting.Web;

/// <summary>
/// The metrics of requests (apiserver, <c>pkg/endpoints/metrics</c>). Labels name resources that are served and classes of other paths, never what a client
/// invents: it could make as many series as it likes.
/// </summary>
/// <param name="metrics">The metrics of the server.</param>
/// <param name="routes">The served resources.</param>
internal sealed class RequestMetrics(MetricSet metrics, ResourceRoutes routes) : IRequestObserver
{
    private const int MinCode = 100;
    private const int CodeCount = 500;

    private static readonly double[] DurationBuckets =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private static readonly double[] SizeBuckets = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    private static readonly string[] Labels = ["verb", "group", "version", "resource", "subresource", "scope", "component"];

    private readonly CounterMetric _requests = metrics.Counter(
        "apiserver_request_total", "Requests by verb, resource and status code.", [.. Labels, "dry_run", "code"]);

    private readonly HistogramMetric _durations = metrics.Histogram(
        "apiserver_request_duration_seconds", "Time from the receipt of a request to the end of its answer.", DurationBuckets, [.. Labels, "dry_run"]);

    private readonly HistogramMetric _sizes = metrics.Histogram(
        "apiserver_response_sizes", "Bytes of the answers to GET and LIST, after compression.", SizeBuckets, Labels);

    private readonly GaugeMetric _longRunning = metrics.Gauge("apiserver_longrunning_requests", "Running watches.", Labels);

    private readonly CounterMetric _aborts = metrics.Counter(
        "apiserver_request_aborts_total", "Requests whose client closed the connection before the answer was complete.", "verb", "group", "version", "resource", "subresource", "scope");

    private readonly CounterMetric _terminations = metrics.Counter(
        "apiserver_request_terminations_total", "Requests that the server ended because their time was over.", [.. Labels, "code"]);

    private readonly ConcurrentDictionary<Key, Cells> _cells = new();

    /// <inheritdoc/>
    public void Started(in RequestOutcome outcome) => Find(outcome.Request).Running.Add(1);

    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        var cells = Find(outcome.Request);
        cells.Count(outcome.Code).Add(1);
        cells.Duration.Record(outcome.Duration);
        cells.Size?.Record(outcome.BytesWritten);
        if (outcome.HasStreamed)
        {
            cells.Running.Add(-1);
        }

        if (outcome.End is RequestEnd.ClientGone or RequestEnd.TimedOut)
        {
            CountEnd(cells.Key, outcome);
        }
    }

    private void CountEnd(in Key key, in RequestOutcome outcome)
    {
        if (outcome.End == RequestEnd.ClientGone)
        {
            _aborts.Add(1, key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope);
        }
        else
        {
            _terminations.Add(1, key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Cells.Component, Cells.TextOf(outcome.Code));
        }
    }

    private Cells Find(ReceivedRequest request) => _cells.GetOrAdd(KeyOf(request), static (key, self) => new Cells(self, key), this);

    private Key KeyOf(ReceivedRequest request)
    {
        var info = request.Info;
        if (!info.IsResourceRequest)
        {
            return new Key(OtherVerb(info.Verb), "", "", "", PathOf(info), "", "");
        }

        return routes.Serves(info)
            ? new Key(VerbOf(info.Verb), info.ApiGroup, info.ApiVersion, info.Resource, info.Subresource, ScopeOf(info), DryRunOf(request))
            : new Key(VerbOf(info.Verb), "", "", "", "", "", "");
    }

    private static string VerbOf(string verb) => verb switch
    {
        "create" => "POST",
        "get" => "GET",
        "list" => "LIST",
        "watch" => "WATCH",
        "update" => "PUT",
        "patch" => "PATCH",
        "delete" => "DELETE",
        "deletecollection" => "DELETECOLLECTION",
        _ => "other",
    };

    private static string OtherVerb(string verb) => verb switch
    {
        "get" => "GET",
        "head" => "HEAD",
        "post" => "POST",
        "options" => "OPTIONS",
        _ => "other",
    };

    private static string PathOf(RequestInfo info) => info.PathClass switch
    {
        PathClass.Health => info.Path.StartsWith("/livez", StringComparison.Ordinal) ? "/livez"
            : info.Path.StartsWith("/readyz", StringComparison.Ordinal) ? "/readyz" : "/healthz",
        PathClass.Discovery => info.Path.StartsWith("/apis", StringComparison.Ordinal) ? "/apis" : "/api",
        PathClass.OpenApi => "/openapi",
        PathClass.OpenId => "/openid",
        PathClass.Version => "/version",
        PathClass.Metrics => "/metrics",
        _ => "",
    };

    private static string ScopeOf(RequestInfo info) => info.Name.Length > 0 || info.Verb == "create" ? "resource"
        : info.Namespace.Length > 0 ? "namespace" : "cluster";

    private static string DryRunOf(ReceivedRequest request) => request.Info.Verb is "get" or "list" or "watch" || request.Query.First("dryRun") is not { } value ? ""
        : value == "All" ? "All" : "invalid";

    private readonly record struct Key(string Verb, string Group, string Version, string Resource, string Subresource, string Scope, string DryRun);

    /// <summary>The cells of one kind of request.</summary>
    private sealed class Cells(RequestMetrics metrics, Key key)
    {
        public const string Component = "apiserver";

        private static readonly string[] Codes =
            [.. Enumerable.Range(MinCode, CodeCount).Select(code => code.ToString(CultureInfo.InvariantCulture))];

        private readonly ValueCell?[] _byCode = new ValueCell?[CodeCount + 1];

        public HistogramCell Duration { get; } = metrics._durations.With(
            key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Component, key.DryRun);

        public Key Key => key;

        /// <summary>Null for requests that are no reads.</summary>
        public HistogramCell? Size { get; } = key.Verb is "GET" or "LIST"
            ? metrics._sizes.With(key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Component)
            : null;

        public ValueCell Running => field ??= metrics._longRunning.With(
            key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Component);

        /// <summary>The counter of a status code.</summary>
        public ValueCell Count(int code) => _byCode[IndexOf(code)] ??= metrics._requests.With(
            key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Component, key.DryRun, TextOf(code));

        /// <summary>A status code as text; 0 for a request without an answer.</summary>
        public static string TextOf(int code) => IndexOf(code) is var index && index < CodeCount ? Codes[index] : "0";

        private static int IndexOf(int code) => code is >= MinCode and < MinCode + CodeCount ? code - MinCode : CodeCount;
    }
}
