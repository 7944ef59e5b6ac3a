using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli;

/// <summary><c>signet context</c>.</summary>
internal static class ContextCommand
{
    public static Command Create(ApiEnvironment environment)
    {
        var command = new Command("context", "Lists the contexts of the kubeconfig in use, and marks the one that commands use. Connects to no server.");
        var output = OutputOption.Create();
        command.Add(output);
        var api = new ApiOptions(command, environment);
        command.SetAction((parsed, _) => CommandRunner.RunAsync(parsed, async () =>
        {
            var (files, contexts) = Read(api, parsed);
            await parsed.InvocationConfiguration.Output.WriteAsync(ObjectOutput.Render(
                ToJson(files, contexts), OutputOption.FormatOf(parsed, output), _ => Table(files, contexts))).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static (IReadOnlyList<string> Files, IReadOnlyList<ApiContextSummary> Contexts) Read(ApiOptions api, ParseResult parsed)
    {
        var chosen = api.ContextOf(parsed);
        var source = api.Find(parsed);
        if (source is ApiSource.Files files)
        {
            return (files.Paths, ApiContexts.Read(files).List(chosen));
        }

        var (target, space) = PodAccount.Read((ApiSource.InCluster)source, api.Environment);
        var context = new ApiContextSummary(ApiSource.InCluster.Name, "", target.Server.OriginalString.TrimEnd('/'), "", space) { IsCurrent = true };
        return ([api.Environment.ServiceAccountFolder], [context]);
    }

    private static JsonObject ToJson(IReadOnlyList<string> files, IReadOnlyList<ApiContextSummary> contexts)
    {
        var json = new JsonObject();
        json.SetStrings("files", files);
        json["contexts"] = new JsonArray([.. contexts.Select(context => new JsonObject
        {
            ["name"] = context.Name,
            ["current"] = context.IsCurrent,
            ["cluster"] = context.Cluster,
            ["server"] = context.Server,
            ["user"] = context.User,
            ["namespace"] = context.Namespace,
        })]);
        return json;
    }

    private static string Table(IReadOnlyList<string> files, IReadOnlyList<ApiContextSummary> contexts)
    {
        var rows = new List<IReadOnlyList<string>> { (string[])["CURRENT", "NAME", "SERVER", "USER", "NAMESPACE"] };
        rows.AddRange(contexts.Select(context => (string[])[context.IsCurrent ? "*" : "", context.Name, context.Server, context.User, context.Namespace]));
        return $"Kubeconfig: {string.Join(", ", files.Select(TextTable.Clean))}\n{TextTable.Render(rows)}";
    }
}
