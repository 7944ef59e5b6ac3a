using System.Text.Json.Nodes;
using Signet.Cli.Keys;

namespace Signet.Tests.Cli.Keys;

/// <summary>Runs <c>signet keys</c> in this process.</summary>
internal static class KeysCli
{
    /// <summary>Runs a command of <c>signet keys</c>.</summary>
    public static Task<CliRun> RunAsync(params IEnumerable<string> arguments) => CliRun.RunAsync(KeysCommand.Create(TimeProvider.System), arguments);

    extension(CliRun run)
    {
        /// <summary>The output as an operation.</summary>
        public JsonObject Operation => JsonNode.Parse(run.Output)!.AsObject();

        /// <summary>The keys: id and stage.</summary>
        public IReadOnlyList<(string KeyId, string State)> Keys =>
            [.. run.Operation["status"]!["keys"]!.AsArray().Select(key => ((string?)key!["keyID"] ?? "", (string)key["state"]!))];
    }
}
