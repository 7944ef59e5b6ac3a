using System.Net.Security;
using System.Security.Authentication;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the serving certificate and of TLS handshakes; a part of <see cref="SettingsTable"/>.</summary>
internal static class TlsSettingsTable
{
    /// <summary>Suites of which HTTP/2 requires one below TLS 1.3 (RFC 9113, section 9.2.2). Go refuses a list without them.</summary>
    private static readonly TlsCipherSuite[] OfHttp2 =
        [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "tls-cert-file", ValueName = "FILE", HasPublicContent = true, Default = "a certificate of the CA in the data directory",
            Help = "A PEM file with the serving certificate, followed by its intermediate certificates. Requires --tls-private-key-file. Reloaded when the file changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { CertificateFile = values[0] } },
        },
        new()
        {
            Name = "tls-private-key-file", ValueName = "FILE", Default = "none",
            Help = "A PEM file with the private key of --tls-cert-file. Reloaded when the file changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { PrivateKeyFile = values[0] } },
        },
        new()
        {
            Name = "tls-ca-file", ValueName = "FILE", HasPublicContent = true, Default = "derived from --tls-cert-file",
            Help = "A PEM file with the CA bundle that clients verify --tls-cert-file with. It is written to admin.kubeconfig and to the ConfigMaps kube-root-ca.crt. Requires --tls-cert-file. Reloaded when the file changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { CaFile = values[0] } },
        },
        new()
        {
            Name = "tls-san", ValueName = "NAME", Default = "none", IsList = true,
            Help = "Additional DNS names and IP addresses in Signet's own serving certificate, such as signet.example.com. The certificate always has localhost, the host name and the listening addresses. When one of these has changed, the next start issues the certificate again. Not allowed with --tls-cert-file.",
            Apply = (options, values) => values.All(TlsName.IsValid)
                ? options with { Tls = options.Tls with { Names = [.. values] } }
                : SettingResult.Refuse("a list of DNS names (a-z, 0-9, '-', '.', optionally '*.' at the start) or IP addresses"),
        },
        new()
        {
            Name = "tls-min-version", ValueName = "VERSION", Default = "VersionTLS12", Values = ["VersionTLS12", "VersionTLS13"],
            Help = "The minimum version of TLS, of both listeners: VersionTLS12 or VersionTLS13. VersionTLS10 and VersionTLS11 are refused: they are deprecated (RFC 8996), and OpenSSL does not offer them.",
            Apply = (options, values) => values[0] switch
            {
                "VersionTLS12" => options with { Tls = options.Tls with { MinVersion = SslProtocols.Tls12 } },
                "VersionTLS13" => options with { Tls = options.Tls with { MinVersion = SslProtocols.Tls13 } },
                "VersionTLS10" or "VersionTLS11" => SettingResult.Fail(
                    $"{values[0]} is deprecated (RFC 8996) and HTTP/2 forbids it; use VersionTLS12 or VersionTLS13"),
                _ => SettingResult.Fail($"unknown tls version \"{values[0]}\"; use VersionTLS12 or VersionTLS13"),
            },
        },
        new()
        {
            Name = "tls-cipher-suites", ValueName = "SUITE", Default = "those of OpenSSL's configuration", IsList = true, Values = CipherSuiteNames.Preferred,
            Help = $"The cipher suites of TLS 1.2, of both listeners, by the names of kube-apiserver: {string.Join(", ", CipherSuiteNames.Preferred)}. Those of TLS 1.3 (the first three) are always offered, as in kube-apiserver. Suites with an RSA key exchange or CBC with SHA256 are insecure: they are accepted with a warning.",
            Apply = ApplySuites,
        },
    ];

    /// <summary>What the settings require of each other; null when all is well.</summary>
    public static IEnumerable<string> Check(ServerOptions options) =>
        options.Tls is { CipherSuites.Count: > 0, MinVersion: SslProtocols.Tls12 } && !options.Tls.CipherSuites.Any(OfHttp2.Contains)
            ? [$"--tls-cipher-suites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher: with VersionTLS12 it needs at least one of {OfHttp2[0]} and {OfHttp2[1]}"]
            : [];

    private static SettingResult ApplySuites(ServerOptions options, IReadOnlyList<string> values)
    {
        var suites = new List<TlsCipherSuite>();
        foreach (var value in values)
        {
            var (suite, fault) = CipherSuiteNames.Read(value.Trim());
            if (fault.Length > 0)
            {
                return SettingResult.Fail(fault);
            }

            suites.Add(suite);
        }

        return options with { Tls = options.Tls with { CipherSuites = suites } };
    }
}
