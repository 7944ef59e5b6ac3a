using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Server.Files;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Outbound;

/// <summary>A server that is asked, as a kubeconfig describes it (client-go, <c>tools/clientcmd</c>).</summary>
/// <param name="Server">The address.</param>
/// <param name="Tls">How it is spoken to.</param>
/// <param name="Token">The bearer token that it is shown, or empty.</param>
/// <param name="TokenFile">The file that the token is read from each time; null for none.</param>
internal sealed record WebhookTarget(Uri Server, OutboundTls Tls, string Token, string? TokenFile)
{
    private static readonly string[] Unsupported = ["exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>Reads the current context of a kubeconfig, and the certificates and keys that it names.</summary>
    /// <param name="contents">The kubeconfig.</param>
    /// <param name="path">Where it is: names in it are relative to its folder.</param>
    /// <exception cref="FormatException">It cannot be used; the message names the field or the file.</exception>
    internal static WebhookTarget Read(FileContents contents, string path)
    {
        try
        {
            var root = StrictNode.Parse(contents.Read());
            var current = root.Text("current-context");
            var context = Named(root, "contexts", current).Node("context") ?? throw root.Fault("contexts", $"the context \"{current}\" is empty");
            var cluster = Named(root, "clusters", context.Text("cluster")).Node("cluster") ?? throw context.Fault("cluster", "is empty");
            var user = context.Text("user").Length == 0 ? null : Named(root, "users", context.Text("user")).Node("user");
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
            if (node.Text("name") == name)
            {
                return node;
            }
        }

        throw root.Fault(list, $"there is none with the name \"{name}\"");
    }

    private static WebhookTarget Read(FileContents contents, string folder, StrictNode cluster, StrictNode? user)
    {
        if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
        {
            throw cluster.Fault("server", $"\"{cluster.Text("server")}\" is not allowed; it has to be an https:// URL");
        }

        if (cluster.Text("proxy-url").Length > 0)
        {
            throw cluster.Fault("proxy-url", "is not supported; the variable HTTPS_PROXY is");
        }

        foreach (var field in Unsupported)
        {
            if (user?.Has(field) == true)
            {
                throw user.Value.Fault(field, "is not supported; use a client certificate, token or tokenFile");
            }
        }

        var skips = cluster.Flag("insecure-skip-tls-verify") ?? false;
        var authorities = ReadPem(contents, folder, cluster, "certificate-authority");
        if (skips && authorities is not null)
        {
            throw cluster.Fault("insecure-skip-tls-verify", "is not allowed beside a certificate authority");
        }

        var tokenFile = user?.Text("tokenFile") is { Length: > 0 } file ? Path.Combine(folder, file) : null;
        return new WebhookTarget(
            server,
            new OutboundTls
            {
                CaCertificates = authorities is null ? null : ReadAuthorities(cluster, authorities),
                ClientCertificate = user is { } shown ? ReadPair(contents, folder, shown) : null,
                ServerName = cluster.Text("tls-server-name"),
                SkipsVerification = skips,
            },
            user?.Text("token") ?? "",
            tokenFile);
    }

    /// <summary>The text of a field that names a file, or holds the file itself in base64 under <c>NAME-data</c>; the latter counts.</summary>
    private static string? ReadPem(FileContents contents, string folder, StrictNode node, string name)
    {
        if (node.Text(name + "-data") is { Length: > 0 } data)
        {
            var bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw node.Fault(name + "-data", "has to be base64");
        }

        return node.Text(name) is { Length: > 0 } file ? FileContents.TextOf(contents.Read(Path.Combine(folder, file))) : null;
    }

    private static X509Certificate2Collection ReadAuthorities(StrictNode cluster, string pem)
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
            throw user.Fault(certificate is null ? "client-certificate" : "client-key", "is missing: a certificate and its key are only allowed together");
        }

        return certificate is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }
}
