using System.Text;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;
using Signet.Server.Logging;

namespace Signet.Server.Endpoints.Documents;

/// <summary><c>/livez</c>, <c>/readyz</c>, <c>/healthz</c> and the single checks below them (apiserver, <c>pkg/server/healthz</c>).</summary>
internal sealed class HealthEndpoint(IReadOnlyList<HealthCheck> checks, HealthIndicators indicators, TimeProvider time, ILogger<HealthEndpoint> logger)
{
    private const string Live = "livez";
    private const string Ready = "readyz";
    private const string Healthy = "healthz";
    private const int LinesAtOnce = 20;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Anyone may ask for health.</summary>
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, time);

    /// <summary>The paths of all checks together and of each check.</summary>
    public IEnumerable<string> Paths => ((string[])[Healthy, Live, Ready]).SelectMany(path =>
        (string[])[$"/{path}", .. checks.Where(check => IsOf(path, check)).Select(check => $"/{path}/{check.Name}")]);

    /// <summary>Answers a request; null when it names another path than <c>/livez</c>, <c>/readyz</c>, <c>/healthz</c> and one check of them.</summary>
    public async ValueTask<Answer?> AnswerAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        var info = request.Info;
        var segments = request.Target.Segments;
        if (segments is not ([Live or Ready or Healthy] or [Live or Ready or Healthy, _]) || info.Path.EndsWith('/'))
        {
            return null;
        }

        return info.Verb is "get" or "head"
            ? await AnswerAsync(segments[0], segments.Length == 2 ? segments[1] : null, request.Query, cancellationToken).ConfigureAwait(false)
            : StatusErrors.MethodNotAllowed;
    }

    private async ValueTask<Answer> AnswerAsync(string path, string? check, QueryParameters query, CancellationToken cancellationToken)
    {
        var excluded = query.All("exclude");
        var lines = new StringBuilder();
        var (found, failed) = (0, 0);
        foreach (var one in checks)
        {
            if ((check is not null && one.Name != check) || !IsOf(path, one))
            {
                continue;
            }

            found++;
            if (check is null && excluded.Contains(one.Name))
            {
                lines.Append("[+]").Append(one.Name).Append(" excluded: ok\n");
            }
            else if (await one.CheckAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            {
                failed++;
                indicators.Count(one.Name, path, isHealthy: false);
                if (_lines.TryTake(out var dropped))
                {
                    Log.Unhealthy(logger, one.Name, fault, dropped);
                }

                lines.Append("[-]").Append(one.Name).Append(" failed: reason withheld\n");
            }
            else
            {
                indicators.Count(one.Name, path, isHealthy: true);
                lines.Append("[+]").Append(one.Name).Append(one.Remark?.Invoke() is { } remark ? $" ok: {remark}\n" : " ok\n");
            }
        }

        if (found == 0)
        {
            return Answer.Text.PageNotFound;
        }

        if (failed > 0)
        {
            return new Answer.Text(500, lines.Append(path).Append(" check failed\n").ToString());
        }

        return new Answer.Text(200, check is null && query.First("verbose") is not null
            ? lines.Append(path).Append(" check passed\n").ToString()
            : "ok");
    }

    /// <summary>The names of the checks of a path that fail now; empty when the path would be answered with 200.</summary>
    /// <param name="path"><c>livez</c> or <c>readyz</c>.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public async ValueTask<IReadOnlyList<string>> FailingAsync(string path, CancellationToken cancellationToken)
    {
        var failing = new List<string>();
        foreach (var check in checks)
        {
            if (IsOf(path, check) && await check.CheckAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
                failing.Add(check.Name);
            }
        }

        return failing;
    }

    private static bool IsOf(string path, HealthCheck check) => path != Live || check.IsLive;
}
