using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Probe;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.Cli.Keys;

/// <summary><c>signet keys plan [--probe URL]</c>.</summary>
internal static class PlanCommand
{
    public static Command Create(TimeProvider time)
    {
        var probe = new Option<string?>("--probe")
        {
            HelpName = "URL",
            Description = "Also fetch the JWKS as relying parties see it, and compare it with the keys: the URL of the issuer, of its discovery document, or of a JWKS. Exit code 4 when tokens " +
                "are or will be refused with it.",
        };
        var caFile = new Option<string?>("--probe-ca")
        {
            HelpName = "FILE",
            Description = "The CA certificates (PEM) that verify the server of --probe. [default: those of the system]",
        };
        var command = new KeyOperationCommand(
            KeyAction.Plan, "Shows each bound of the keys' windows with its reason, and the next transitions; those in parentheses are not recorded yet.").Create(
            time,
            async (parsed, status, cancellationToken) => parsed.GetValue(probe) is { } url
                ? await ProbeAsync(parsed, url, parsed.GetValue(caFile), status, time, cancellationToken).ConfigureAwait(false)
                : ExitCodes.Done);
        command.Add(probe);
        command.Add(caFile);
        return command;
    }

    private static async Task<int> ProbeAsync(
        ParseResult parsed, string url, string? caFile, JsonObject status, TimeProvider time, CancellationToken cancellationToken)
    {
        using var fetcher = KeySetFetcher.Open("--probe", "--probe-ca", caFile, ExitCodes.Found);
        var copy = await fetcher.FetchAsync(url, cancellationToken).ConfigureAwait(false);
        var findings = ProbeRules.Check(status, copy, time.GetUtcNow());

        // Standard output may be JSON or YAML.
        var errors = parsed.InvocationConfiguration.Error;
        await errors.WriteAsync(ProbeReport.Render(copy, findings)).ConfigureAwait(false);
        return findings.Any(finding => finding.IsUnsafe) ? ExitCodes.Found : ExitCodes.Done;
    }
}
