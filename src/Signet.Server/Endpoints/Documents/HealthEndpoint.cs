using System.Text;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Logging;

namespace Signet.Server.Endpoints.Documents;

/// <summary><c>/livez</c>, <c>/readyz</c>, <c>/healthz</c> and the single checks below them (apiserver, <c>pkg/server/healthz</c>).</summary>
internal sealed class HealthEndpoint(IReadOnlyList<HealthCheck> checks, TimeProvider time, ILogger<HealthEndpoint> logger)
{
    private const int LinesAtOnce = 20;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Anyone may ask for health.</summary>
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, time);

    /// <summary>The paths of all checks together and of each check.</summary>
    public IEnumerable<string> Paths => ((string[])["healthz", "livez", "readyz"]).SelectMany(path =>
        (string[])[$"/{path}", .. checks.Where(check => IsOf(path, check)).Select(check => $"/{path}/{check.Name}")]);

    /// <summary>Answers for one of the three paths, or for one check when <paramref name="check"/> is not null.</summary>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, string path, string? check, CancellationToken cancellationToken)
    {
        if (request.Info.Verb is not ("get" or "head"))
        {
            return StatusErrors.MethodNotAllowed;
        }

        var excluded = request.Query.All("exclude");
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
                if (_lines.TryTake(out var dropped))
                {
                    Log.Unhealthy(logger, one.Name, fault, dropped);
                }

                lines.Append("[-]").Append(one.Name).Append(" failed: reason withheld\n");
            }
            else
            {
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

        return new Answer.Text(200, check is null && request.Query.First("verbose") is not null
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

    private static bool IsOf(string path, HealthCheck check) => path != "livez" || check.IsLive;
}
