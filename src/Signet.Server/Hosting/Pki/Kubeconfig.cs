using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Hosting.Pki;

/// <summary>The file that kubectl needs (client-go, <c>tools/clientcmd/api/v1</c> Config).</summary>
internal static class Kubeconfig
{
    private const string Name = "signet";

    /// <summary>Renders the configuration for one server and one user with a client certificate.</summary>
    /// <param name="serverAddress">The URL.</param>
    /// <param name="authorityPem">The CA bundle; null leaves it to the system's store of the client.</param>
    /// <param name="serverName">The name that the serving certificate is verified for; null is the host of the URL.</param>
    /// <param name="client">The user's certificate, with its key.</param>
    public static string Render(string serverAddress, string? authorityPem, string? serverName, X509Certificate2 client)
    {
        var cluster = new JsonObject { ["server"] = serverAddress };
        if (authorityPem is not null)
        {
            cluster["certificate-authority-data"] = Encode(authorityPem);
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
