namespace Signet.Server.Hosting.Stores;

/// <summary>The <c>--etcd-*</c> flags of one store, as they were given.</summary>
internal sealed record EtcdFlags
{
    /// <summary>What the names of the flags begin with, for messages: <c>--etcd-</c>, <c>--from-etcd-</c>.</summary>
    public required string Name { get; init; }

    public string? Servers { get; init; }

    public string? CaFile { get; init; }

    public string? CertFile { get; init; }

    public string? KeyFile { get; init; }

    public string? User { get; init; }

    public string? PasswordFile { get; init; }

    public string? Prefix { get; init; }

    /// <summary>Whether a flag was given.</summary>
    public bool IsGiven => (Servers ?? CaFile ?? CertFile ?? KeyFile ?? User ?? PasswordFile ?? Prefix) is not null;

    /// <summary>These flags, and those of another set where these were not given.</summary>
    public EtcdFlags Or(EtcdFlags other) => this with
    {
        Servers = Servers ?? other.Servers,
        CaFile = CaFile ?? other.CaFile,
        CertFile = CertFile ?? other.CertFile,
        KeyFile = KeyFile ?? other.KeyFile,
        User = User ?? other.User,
        PasswordFile = PasswordFile ?? other.PasswordFile,
        Prefix = Prefix ?? other.Prefix,
    };
}
