using System.Security.Cryptography.X509Certificates;

namespace Signet.Storage.Etcd;

/// <summary>The options of the etcd store.</summary>
internal sealed record EtcdObjectStoreOptions
{
    /// <summary>The client URLs of the members: scheme, host and port. All with the same scheme.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>The prefix of all keys of this store: begins with a slash, does not end with one.</summary>
    public string Prefix { get; init; } = "/signet";

    /// <summary>The CA certificates that sign the members' certificates; null are those of the machine.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The certificate and key of this client; null without one.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The user, and null without authentication by password.</summary>
    public EtcdUser? User { get; init; }

    /// <summary>The time limit of a request to one member. Then the next member is asked.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The time limit of a call, attempts at all members included.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The interval of progress requests of a watch without events; a watch that does not answer one within the interval is made again.</summary>
    public TimeSpan WatchProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The life of the lease of this process's fence after the last renewal. etcd counts in seconds.</summary>
    public TimeSpan FenceTtl { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The max number of values that one request reads.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>The clock of time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
