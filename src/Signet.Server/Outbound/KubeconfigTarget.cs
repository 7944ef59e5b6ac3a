using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Server.Files;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Outbound;

/// <summary>The server of a context of a kubeconfig, with the user's credentials (client-go, <c>tools/clientcmd</c>).</summary>
/// <param name="Server">The URL.</param>
/// <param name="Tls">The TLS settings.</param>
/// <param name="Token">The bearer token; empty sends none.</param>
/// <param name="TokenFile">The file of the token, read for each request; null when there is none.</param>
internal sealed record KubeconfigTarget(Uri Server, OutboundTls Tls, string Token, string? TokenFile)
{
    private static readonly string[] Unsupported = ["exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>The proxy of the connection; null uses that of the environment.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Reads the current context of the kubeconfig of a webhook, and the certificates and keys that it names.</summary>
    /// <param name="contents">The kubeconfig.</param>
    /// <param name="path">The path of the kubeconfig; relative paths in it start from its directory.</param>
    /// <exception cref="FormatException">The kubeconfig cannot be used; the message names the field or the file.</exception>
    internal static KubeconfigTarget Read(FileContents contents, string path)
    {
        var kubeconfig = new Kubeconfig();
        kubeconfig.Add(path, contents.Read());
        var target = Read(contents, kubeconfig, kubeconfig.CurrentContext, allowsHttp: false);
        if (kubeconfig.UserOf(kubeconfig.Context(kubeconfig.CurrentContext))?.User is { } user &&
            (target.Token.Length > 0 || user.String("client-key-data").Length > 0))
        {
            contents.RequireSecrecy(path);
        }

        return target;
    }

    /// <summary>Reads a context, and the certificates and keys that it names.</summary>
    /// <param name="contents">Reads those files.</param>
    /// <param name="kubeconfig">The kubeconfig.</param>
    /// <param name="contextName">The name of the context.</param>
    /// <param name="allowsHttp">Whether the server may have an http:// URL. As with client-go, no credentials are sent to it.</param>
    /// <exception cref="FormatException">The context cannot be used; the message names the field or the file.</exception>
    internal static KubeconfigTarget Read(FileContents contents, Kubeconfig kubeconfig, string contextName, bool allowsHttp)
    {
        try
        {
            var context = kubeconfig.Context(contextName);
            var (cluster, folder) = kubeconfig.ClusterOf(context);
            return Read(contents, cluster, folder, kubeconfig.UserOf(context), allowsHttp);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>Creates a client for the target, with a limit of the response's size and of the time of a request.</summary>
    /// <param name="maxResponseBytes">The limit of the response's size.</param>
    /// <param name="timeout">The limit of the time of a request.</param>
    /// <param name="refused">Gets the faults of certificates that are refused for being weak; null for none.</param>
    public HttpClient CreateClient(int maxResponseBytes, TimeSpan timeout, Action<CertificateFault>? refused = null) =>
        Tls.CreateClient(maxResponseBytes, timeout, Proxy, refused);

    private static KubeconfigTarget Read(
        FileContents contents, StrictNode cluster, string folder, (StrictNode User, string Folder)? credentials, bool allowsHttp)
    {
        var server = ServerOf(cluster, allowsHttp);
        foreach (var field in Unsupported)
        {
            if (credentials?.User.Has(field) == true)
            {
                throw credentials.Value.User.Fault(field, "is not supported; use a client certificate, token or tokenFile");
            }
        }

        var skips = cluster.Flag("insecure-skip-tls-verify") ?? false;
        var caCertificates = ReadPem(contents, folder, cluster, "certificate-authority");
        if (skips && caCertificates is not null)
        {
            throw cluster.Fault("insecure-skip-tls-verify", "is not allowed together with a certificate authority");
        }

        var isPlain = server.Scheme == Uri.UriSchemeHttp;
        var user = isPlain ? null : credentials;
        return new KubeconfigTarget(
            server,
            new OutboundTls
            {
                CaCertificates = caCertificates is null ? null : ReadCaCertificates(cluster, caCertificates),
                ClientCertificate = user is { } pair ? ReadPair(contents, pair.Folder, pair.User) : null,
                ServerName = cluster.String("tls-server-name"),
                SkipsVerification = skips,
            },
            user?.User.String("token") ?? "",
            user?.User.String("tokenFile") is { Length: > 0 } file ? Path.Combine(user.Value.Folder, file) : null)
        {
            Proxy = ProxyOf(cluster),
        };
    }

    private static Uri ServerOf(StrictNode cluster, bool allowsHttp) =>
        Uri.TryCreate(cluster.String("server"), UriKind.Absolute, out var server) &&
            (server.Scheme == Uri.UriSchemeHttps || (allowsHttp && server.Scheme == Uri.UriSchemeHttp))
            ? server
            : throw cluster.Fault("server", $"\"{cluster.String("server")}\" is not allowed; it must be an https:// URL");

    private static Uri? ProxyOf(StrictNode cluster) => cluster.String("proxy-url") is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" && proxy.UserInfo.Length == 0
        ? proxy
        : throw cluster.Fault("proxy-url", "is not supported; it must be an http://, https:// or socks5:// URL without user name and password");

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
