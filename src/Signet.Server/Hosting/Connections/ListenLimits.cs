using Microsoft.AspNetCore.Server.Kestrel.Core;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Connections;

/// <summary>Applies the limits of connections to Kestrel.</summary>
internal static class ListenLimits
{
    /// <summary>The bytes of the HPACK table that a client's encoder may use; Kestrel's own default, which HTTP/2 starts with.</summary>
    private const int HeaderTableSize = 4096;

    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Sets Kestrel's own limits.</summary>
    public static void Limit(this KestrelServerOptions kestrel, ConnectionOptions limits)
    {
        kestrel.Limits.RequestHeadersTimeout = limits.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
        kestrel.Limits.MinRequestBodyDataRate = RateOf(limits.MinBodyRate);
        kestrel.Limits.MinResponseDataRate = RateOf(limits.MinResponseRate);
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreams;
        kestrel.Limits.Http2.HeaderTableSize = HeaderTableSize;
    }

    /// <summary>Adds the gate around <paramref name="secure"/>, which adds TLS.</summary>
    public static void UseGate(this ListenOptions listen, ConnectionGate gate, Action<ListenOptions> secure)
    {
        listen.Use(gate.Guard);
        secure(listen);
        listen.Use(gate.Secured);
    }

    private static MinDataRate? RateOf(int bytesPerSecond) => bytesPerSecond == 0 ? null : new MinDataRate(bytesPerSecond, GracePeriod);
}
