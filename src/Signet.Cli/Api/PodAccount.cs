using System.Globalization;
using Signet.Cli.Commands;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Api;

/// <summary>The server of a pod, with the token of its service account (client-go, <c>rest.InClusterConfig</c>).</summary>
internal static class PodAccount
{
    /// <summary>Reads the files of the service account.</summary>
    /// <exception cref="CommandException">They cannot be used.</exception>
    public static (KubeconfigTarget Target, string Namespace) Read(ApiSource.InCluster pod, ApiEnvironment environment)
    {
        var folder = environment.ServiceAccountFolder;
        try
        {
            if (!int.TryParse(pod.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                throw new FormatException($"$KUBERNETES_SERVICE_PORT: \"{pod.Port}\" is not a port");
            }

            var tls = new OutboundTls { CaCertificates = PemCertificates.Read(File.ReadAllText(Path.Combine(folder, "ca.crt"))) };
            var space = Path.Combine(folder, "namespace");
            return (
                new KubeconfigTarget(new UriBuilder(Uri.UriSchemeHttps, pod.Host, port).Uri, tls, "", Path.Combine(folder, "token")),
                File.Exists(space) ? File.ReadAllText(space).Trim() : ApiConnection.DefaultNamespace);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the service account of the pod cannot be used: {folder}: {exception.Message}", ExitCodes.Usage, exception);
        }
    }
}
