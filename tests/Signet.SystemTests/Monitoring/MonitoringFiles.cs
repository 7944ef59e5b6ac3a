using System.Text.Json.Nodes;
using Signet.Testing;
using YamlDotNet.RepresentationModel;

namespace Signet.SystemTests.Monitoring;

/// <summary>The expressions of the files in <c>deploy/</c>.</summary>
internal static class MonitoringFiles
{
    /// <summary>The expressions of all panels of the dashboard.</summary>
    public static IReadOnlyList<string> DashboardExpressions()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(TestMachine.Root, "deploy", "grafana", "signet.json")))!;
        return [.. dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => (string)target!["expr"]!)];
    }

    /// <summary>The expressions of all alerts.</summary>
    public static IReadOnlyList<string> RuleExpressions()
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(TestMachine.Root, "deploy", "prometheus", "signet-rules.yaml"));
        yaml.Load(reader);
        return
        [
            .. ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"])
                .Select(rule => ((YamlScalarNode)rule["expr"]).Value!),
        ];
    }
}
