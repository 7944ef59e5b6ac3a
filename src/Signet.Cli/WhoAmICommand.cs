using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli;

/// <summary><c>signet whoami</c>.</summary>
internal static class WhoAmICommand
{
    public static Command Create(ApiEnvironment environment)
    {
        var command = new Command("whoami", "Shows the user that the server takes the credentials of the kubeconfig for (SelfSubjectReview).");
        var output = OutputOption.Create();
        command.Add(output);
        var api = new ApiOptions(command, environment);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, async () =>
        {
            using var connection = api.Open(parsed);
            var review = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview" };
            var response = await connection.PostAsync("apis/authentication.k8s.io/v1/selfsubjectreviews", review, cancellationToken).ConfigureAwait(false);
            if (response.Code == HttpStatusCode.NotFound)
            {
                throw new CommandException($"{connection.Name} has no SelfSubjectReview: it is no Kubernetes API, or is older than Kubernetes 1.28");
            }

            var answer = ApiFault.Require(connection, response, "SelfSubjectReview");
            await ServerWarnings.WriteAsync(parsed, response).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.WriteAsync(ObjectOutput.Render(
                answer, OutputOption.FormatOf(parsed, output), reviewed => Table(connection, reviewed))).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Table(ApiConnection connection, JsonObject reviewed) =>
        TextTable.Render([.. UserTable.Rows(reviewed.GetObject("status")?.GetObject("userInfo") ?? []), ["server", connection.Name]]);
}
