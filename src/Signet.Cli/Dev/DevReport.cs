using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Server.Hosting;

namespace Signet.Cli.Dev;

/// <summary>What <c>signet dev</c> prints when the server accepts requests. It has paths, no credentials.</summary>
internal static class DevReport
{
    /// <summary>Renders it; ends with a line feed.</summary>
    /// <param name="server">The server.</param>
    /// <param name="files">Its files.</param>
    /// <param name="account">The service account of the token file.</param>
    /// <param name="format">The format.</param>
    public static string Render(SignetServer server, DevFiles files, string account, OutputFormat format)
    {
        var report = new JsonObject
        {
            ["address"] = server.Address.ToString().TrimEnd('/'),
            ["issuer"] = server.Issuer,
            ["kubeconfig"] = files.Kubeconfig,
            ["caFile"] = files.Authority,
            ["tokenFile"] = files.Token,
            ["account"] = account,
        };
        return ObjectOutput.Render(report, format, _ => Text(server, files, account));
    }

    private static string Text(SignetServer server, DevFiles files, string account)
    {
        var exports = files.Variables(server.Issuer).Select(variable => $"  export {variable.Key}='{variable.Value}'\n");
        return $"""
            Signet serves {server.Address.ToString().TrimEnd('/')}
            It keeps everything in memory and ends with this command. In another terminal:

            {string.Concat(exports)}
            The kubeconfig is the administrator's; the token is that of the service account {account}, and is renewed in the file.
            Try: signet token create {account} --audience vault

            """;
    }
}
