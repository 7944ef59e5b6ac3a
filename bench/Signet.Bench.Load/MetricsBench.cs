using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Access;
using Signet.Core.Metrics;
using Signet.Core.Signing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Authentication;
using Signet.Server.Authorization;
using Signet.Server.Concurrency;
using Signet.Server.Endpoints;
using Signet.Server.FlowControl;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;

namespace Signet.Bench.Load;

/// <summary>
/// What the metrics of one TokenRequest of a service account take (<c>bench/issue.sh</c>): the changes that the server makes for it, on all processors at a
/// time, as they change the same numbers. The rates of a server with and one without metrics differ by less than their noise.
/// </summary>
internal static class MetricsBench
{
    private const int Requests = 300_000;
    private const int Rounds = 9;

    /// <summary><c>metrics</c>: prints nanoseconds of processor time for one request, the median of some rounds.</summary>
    public static void Run()
    {
        var set = new MetricSet();
        var routes = new ResourceRoutes(new Dictionary<string, ResourceRoute> { ["/v1/serviceaccounts/*/token"] = null! });
        var changes = new Changes(
            new RequestMetrics(set, routes), new CallerMetrics(set), new FlowControlMetrics(set), new AuthorizationMetrics(set, ["Node", "RBAC"]),
            new SigningMetrics(set, "file"), new TokenMetrics(set));
        using var level = new PriorityLevel(new PriorityLevelOptions("workload-issue", Environment.ProcessorCount), TimeProvider.System);
        changes.Flow.Observe([level], [level], []);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            times.Add(Measure(changes, level));
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times[Rounds / 2]:F0}"));
    }

    private static double Measure(Changes changes, PriorityLevel level)
    {
        using var process = Process.GetCurrentProcess();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Repeat(changes, level))).ToArray();
        var before = process.TotalProcessorTime;
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalNanoseconds / ((double)Requests * threads.Length);
    }

    private static void Repeat(Changes changes, PriorityLevel level)
    {
        using var deadlines = new RequestDeadlines(new RequestOptions(), TimeProvider.System);
        var cors = new CorsPolicy([], IssuerDocuments.None);
        var receiver = new RequestReceiver(IssuerDocuments.None, cors, deadlines, new SystemUidSource(), TimeProvider.System);
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/api/v1/namespaces/default/serviceaccounts/default/token";
        http.Response.StatusCode = 201;
        var record = new RequestRecord(receiver.Receive(http))
        {
            Sender = new UserInfo { Name = "system:serviceaccount:team:builder", Groups = ["system:serviceaccounts", "system:serviceaccounts:team", "system:authenticated"] },
            Answer = new Answer.Text(201, ""),
            End = RequestEnd.Answered,
        };
        var verdict = new TokenVerdict.Rejected(TokenRefusal.UnknownKey, "");
        for (var i = 0; i < Requests; i++)
        {
            // In the order of the pipeline.
            changes.Tokens.Count(verdict);
            changes.Flow.Dispatched(level, FlowSchema.ServiceAccounts);
            changes.Authorization.Count(1, AuthorizationVerdict.Allow);
            changes.Signing.Signed(JwtAlgorithm.ES256, TimeSpan.FromMicroseconds(60 + (i & 63)));
            var outcome = new RequestOutcome(record, TimeSpan.FromMicroseconds(150 + (i & 255)));
            changes.Requests.Ended(outcome);
            changes.Callers.Ended(outcome);
        }
    }

    private sealed record Changes(
        RequestMetrics Requests,
        CallerMetrics Callers,
        FlowControlMetrics Flow,
        AuthorizationMetrics Authorization,
        SigningMetrics Signing,
        TokenMetrics Tokens);
}
