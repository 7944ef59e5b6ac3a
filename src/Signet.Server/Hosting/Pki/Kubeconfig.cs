using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Hosting.Pki;

/// <summary>Renders kubeconfigs (client-go, <c>tools/clientcmd/api/v1</c> Config).</summary>
internal static class Kubeconfig
{
    private const string Name = "signet";

    /// <summary>Renders the kubeconfig of one server and one user with a client certificate.</summary>
    /// <param name="serverAddress">The URL of the server.</param>
    /// <param name="caBundlePem">The CA bundle; null uses the client's system store.</param>
    /// <param name="serverName">The name that the serving certificate is verified for; null uses the host of the URL.</param>
    /// <param name="client">The user's certificate, with its private key.</param>
    public static string Render(string serverAddress, string? caBundlePem, string? serverName, X509Certificate2 client)
    {
        var cluster = new JsonObject { ["server"] = serverAddress };
        if (caBundlePem is not null)
        {
            cluster["certificate-authority-data"] = Encode(caBundlePem);
        }

        if (serverName is not null)
        {
            cluster["tls-server-name"] = serverName;
        }

        using var key = client.GetECDsaPrivateKey()!;
        var config = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject
            {
                ["name"] = Name,
                ["cluster"] = cluster,
            }),
            ["users"] = new JsonArray(new JsonObject
            {
                ["name"] = Name,
                ["user"] = new JsonObject
                {
                    ["client-certificate-data"] = Encode(client.ExportCertificatePem()),
                    ["client-key-data"] = Encode(key.ExportPkcs8PrivateKeyPem()),
                },
            }),
            ["contexts"] = new JsonArray(new JsonObject
            {
                ["name"] = Name,
                ["context"] = new JsonObject { ["cluster"] = Name, ["user"] = Name },
            }),
            ["current-context"] = Name,
        };
        return Encoding.UTF8.GetString(JsonToYaml.Convert(Encoding.UTF8.GetBytes(config.ToJsonString())));
    }

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));
}
