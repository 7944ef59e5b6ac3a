using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Conformance.Json;
using Signet.Conformance.Scenarios;
using Signet.Testing;

namespace Signet.Conformance.Sessions;

/// <summary>Replays a session of kubectl commands and compares their output with the recording.</summary>
internal sealed partial class Session : IDisposable
{
    /// <summary>The factor for timeouts, relative to the machine of the recording.</summary>
    private const int Slower = 6;

    private readonly TemporaryFolder _home = new();
    private readonly Variables _variables = new("cs-");
    private readonly Kubectl _kubectl;
    private readonly SessionText _text;
    private readonly Uri _server;

    private Session(string kubectl, Uri server)
    {
        _kubectl = new Kubectl(kubectl, _home.Path);
        _text = new SessionText(_variables, server);
        _server = server;
    }

    /// <summary>The versions of kubectl that the recording is valid for; null for all.</summary>
    public static IReadOnlyList<string>? Versions(string name) =>
        TestData.Load("sessions", name)["kubectl"]?.AsArray().Select(version => (string)version!).ToList();

    /// <summary>Replays a session; returns the differences from the recording.</summary>
    public static async Task<IReadOnlyList<string>> CompareAsync(string name, string kubectl, Uri server)
    {
        using var session = new Session(kubectl, server);
        var answers = new List<JsonObject>();
        foreach (var step in TestData.Load("sessions", name)["steps"]!.AsArray())
        {
            var answer = await session.TakeAsync(new Step(step!.AsObject()));
            if (step["compare"] is not JsonValue compare || (string?)compare != "none")
            {
                answers.Add(answer);
            }
        }

        var recorded = TestData.Load("sessions-recorded", name).AsArray();
        return [.. recorded.SelectMany((expected, i) => JsonDifferences
            .Between(expected!["answer"], i < answers.Count ? answers[i] : null)
            .Select(difference => $"kubectl {(string?)expected["run"]}: {difference}"))];
    }

    /// <inheritdoc/>
    public void Dispose() => _home.Dispose();

    private async Task<JsonObject> TakeAsync(Step step)
    {
        var arguments = CommandLine.Split(_variables.Fill(step.Text("run")!)).Select(argument => TimeoutPattern().Replace(
            argument, seconds => (int.Parse(seconds.Value, CultureInfo.InvariantCulture) * Slower).ToString(CultureInfo.InvariantCulture)));
        var input = step.Text("stdin") is { } written ? _variables.Fill(written) : null;
        if (await _kubectl.RunAsync(arguments, Kubeconfig(step.Text("as") ?? "admin"), input, step.Seconds("seconds", 30) * Slower) is not { } done)
        {
            return new JsonObject { ["exit"] = "timeout" };
        }

        foreach (var (name, pattern) in step["capture"] as JsonObject ?? [])
        {
            var found = Regex.Match(done.Output, (string)pattern!, RegexOptions.Multiline);
            _variables.Set(name, found.Success ? found.Groups[1].Value : "<not found>");
        }

        var answer = new JsonObject { ["exit"] = done.ExitCode };
        if (step["compare"] is JsonObject compare && compare["contains"] is JsonArray texts)
        {
            var both = _text.Normalise(done.Output + done.Errors);
            answer["contains"] = new JsonObject(texts.Select(text =>
                KeyValuePair.Create((string)text!, (JsonNode?)both.Contains((string)text!, StringComparison.Ordinal))));
        }
        else if (step["compare"] is null || step.Text("compare") == "all")
        {
            answer["stdout"] = _text.Normalise(done.Output);
            answer["stderr"] = _text.Normalise(done.Errors);
        }

        return answer;
    }

    private string Kubeconfig(string who)
    {
        var path = _home.File(who + ".kubeconfig");
        var token = _variables.Has(who) ? _variables[who] : who + "-token";
        File.WriteAllText(path, $$$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "c",
             "clusters": [{"name": "c", "cluster": {"server": "{{{_server.GetLeftPart(UriPartial.Authority)}}}", "insecure-skip-tls-verify": true}}],
             "users": [{"name": "u", "user": {"token": "{{{token}}}"}}],
             "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}
            """);
        return path;
    }

    [GeneratedRegex(@"(?<=^--(request-)?timeout=)\d+(?=s$)")]
    private static partial Regex TimeoutPattern();
}
