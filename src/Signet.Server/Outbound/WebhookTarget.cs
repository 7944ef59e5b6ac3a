using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Server.Files;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Outbound;

/// <summary>The server of a webhook, read from a kubeconfig (client-go, <c>tools/clientcmd</c>).</summary>
/// <param name="Server">The URL.</param>
/// <param name="Tls">The TLS settings.</param>
/// <param name="Token">The bearer token; empty sends none.</param>
/// <param name="TokenFile">The file of the token, read for each request; null when there is none.</param>
internal sealed record WebhookTarget(Uri Server, OutboundTls Tls, string Token, string? TokenFile)
{
    private static readonly string[] Unsupported = ["exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>Reads the current context of a kubeconfig, and the certificates and keys that it names.</summary>
    /// <param name="contents">The kubeconfig.</param>
    /// <param name="path">The path of the kubeconfig; relative paths in it start from its directory.</param>
    /// <exception cref="FormatException">The kubeconfig cannot be used; the message names the field or the file.</exception>
    internal static WebhookTarget Read(FileContents contents, string path)
    {
        try
        {
            var root = StrictNode.Parse(contents.Read());
            var current = root.String("current-context");
            var context = Named(root, "contexts", current).Node("context") ?? throw root.Fault("contexts", $"the context \"{current}\" is empty");
            var cluster = Named(root, "clusters", context.String("cluster")).Node("cluster") ?? throw context.Fault("cluster", "is empty");
            var user = context.String("user").Length == 0 ? null : Named(root, "users", context.String("user")).Node("user");
            return Read(contents, Path.GetDirectoryName(Path.GetFullPath(path))!, cluster, user);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static StrictNode Named(StrictNode root, string list, string name)
    {
        foreach (var node in root.Nodes(list))
        {
            if (node.String("name") == name)
            {
                return node;
            }
        }

        throw root.Fault(list, $"there is no entry with the name \"{name}\"");
    }

    private static WebhookTarget Read(FileContents contents, string folder, StrictNode cluster, StrictNode? user)
    {
        if (!Uri.TryCreate(cluster.String("server"), UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
        {
            throw cluster.Fault("server", $"\"{cluster.String("server")}\" is not allowed; it must be an https:// URL");
        }

        if (cluster.String("proxy-url").Length > 0)
        {
            throw cluster.Fault("proxy-url", "is not supported; set the environment variable HTTPS_PROXY");
        }

        foreach (var field in Unsupported)
        {
            if (user?.Has(field) == true)
            {
                throw user.Value.Fault(field, "is not supported; use a client certificate, token or tokenFile");
            }
        }

        var skips = cluster.Flag("insecure-skip-tls-verify") ?? false;
        var caCertificates = ReadPem(contents, folder, cluster, "certificate-authority");
        if (skips && caCertificates is not null)
        {
            throw cluster.Fault("insecure-skip-tls-verify", "is not allowed together with a certificate authority");
        }

        var tokenFile = user?.String("tokenFile") is { Length: > 0 } file ? Path.Combine(folder, file) : null;
        return new WebhookTarget(
            server,
            new OutboundTls
            {
                CaCertificates = caCertificates is null ? null : ReadCaCertificates(cluster, caCertificates),
                ClientCertificate = user is { } credentials ? ReadPair(contents, folder, credentials) : null,
                ServerName = cluster.String("tls-server-name"),
                SkipsVerification = skips,
            },
            user?.String("token") ?? "",
            tokenFile);
    }

    /// <summary>The content of a field that names a file, or that has the content in base64 under <c>NAME-data</c>; the latter takes precedence.</summary>
    private static string? ReadPem(FileContents contents, string folder, StrictNode node, string name)
    {
        if (node.String(name + "-data") is { Length: > 0 } data)
        {
            var bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw node.Fault(name + "-data", "must be base64");
        }

        return node.String(name) is { Length: > 0 } file ? FileContents.TextOf(contents.Read(Path.Combine(folder, file))) : null;
    }

    private static X509Certificate2Collection ReadCaCertificates(StrictNode cluster, string pem)
    {
        try
        {
            return PemCertificates.Read(pem);
        }
        catch (FormatException exception)
        {
            throw cluster.Fault("certificate-authority", exception.Message);
        }
    }

    private static X509Certificate2? ReadPair(FileContents contents, string folder, StrictNode user)
    {
        var (certificate, key) = (ReadPem(contents, folder, user, "client-certificate"), ReadPem(contents, folder, user, "client-key"));
        if ((certificate is null) != (key is null))
        {
            throw user.Fault(certificate is null ? "client-certificate" : "client-key", "is missing: a client certificate and its private key must be set together");
        }

        return certificate is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }
}
