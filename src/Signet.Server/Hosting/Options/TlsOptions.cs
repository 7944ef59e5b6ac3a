namespace Signet.Server.Hosting.Options;

/// <summary>The serving certificate. Without files it is one of Signet's own CA.</summary>
public sealed record TlsOptions
{
    /// <summary><c>--tls-cert-file</c>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary><c>--tls-private-key-file</c>.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary><c>--tls-ca-file</c>: the CA bundle that clients verify <see cref="CertificateFile"/> with; null derives it.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--tls-san</c>: more names and addresses in Signet's own serving certificate.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
