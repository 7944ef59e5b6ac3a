namespace Signet.Server.Hosting.Options;

/// <summary>The serving certificate. Without files Signet's own CA issues it.</summary>
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
}
