using System.Net.Security;
using System.Security.Authentication;

namespace Signet.Server.Hosting.Options;

/// <summary>The serving certificate and the TLS of the listeners. Without files Signet's own CA issues the certificate.</summary>
public sealed record TlsOptions
{
    /// <summary><c>--tls-cert-file</c>: the serving certificate and its intermediates, in PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary><c>--tls-private-key-file</c>; required with <see cref="CertificateFile"/>.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary><c>--tls-ca-file</c>: the CA bundle that clients verify <see cref="CertificateFile"/> with; null derives it.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--tls-san</c>: additional DNS names and IP addresses in Signet's own serving certificate.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary><c>--tls-min-version</c>: <see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public SslProtocols MinVersion { get; init; } = SslProtocols.Tls12;

    /// <summary>
    /// <c>--tls-cipher-suites</c>: the cipher suites of TLS 1.2; empty uses those of OpenSSL's configuration. TLS 1.3 has always all of its own.
    /// </summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];
}
