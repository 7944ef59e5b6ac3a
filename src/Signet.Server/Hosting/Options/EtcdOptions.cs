namespace Signet.Server.Hosting.Options;

/// <summary>The etcd cluster that several replicas share as their store.</summary>
public sealed record EtcdOptions
{
    /// <summary><c>--etcd-servers</c>: the client URLs of the members, all http or all https. Empty uses the store of the data directory.</summary>
    public IReadOnlyList<Uri> Servers { get; init; } = [];

    /// <summary><c>--etcd-cafile</c>: the CA certificates of the members, in PEM; null uses those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--etcd-certfile</c>: the client certificate, in PEM; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary><c>--etcd-keyfile</c>: the private key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary><c>--etcd-user</c>: the user of etcd's authentication; null for none.</summary>
    public string? User { get; init; }

    /// <summary><c>--etcd-password-file</c>: a file with the password of <see cref="User"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary><c>--etcd-prefix</c>: the prefix of all keys. Servers with different prefixes share nothing.</summary>
    public string Prefix { get; init; } = DefaultPrefix;

    internal const string DefaultPrefix = "/signet";

    internal bool IsUsed => Servers.Count > 0;
}
