using System.Net;

namespace Signet.Server.Hosting.Options;

/// <summary>Where metrics are served besides <c>/metrics</c> of the API.</summary>
public sealed record MetricsOptions
{
    /// <summary><c>--metrics-bind-address</c>: an address that serves metrics and health to every client, without authentication; null serves none.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary><c>--metrics-tls</c>: whether that address serves HTTPS, with the serving certificate; else plain HTTP.</summary>
    public bool IsTls { get; init; } = true;

    /// <summary><c>--public-metrics</c>: whether the public address serves metrics, too.</summary>
    public bool ArePublic { get; init; }
}
