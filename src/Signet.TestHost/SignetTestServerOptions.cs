using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Options;

namespace Signet.TestHost;

/// <summary>Options of a <see cref="SignetTestServer"/>.</summary>
public sealed class SignetTestServerOptions
{
    /// <summary>
    /// The issuer of tokens (<c>iss</c>). Null uses the address of the server, so that verifiers can read its discovery document. Another issuer replaces
    /// that of <see cref="Server"/>.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>All settings of the server. It may have neither a data directory nor etcd.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Gets the log of the server; null for no log.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>The settings to start with.</summary>
    /// <exception cref="ArgumentException">They name a store outside of the process.</exception>
    internal ServerOptions ToServerOptions() =>
        Server.Store.DataDirectory is not null || Server.Store.Etcd.IsUsed
            ? throw new ArgumentException("a test server keeps everything in memory: Server.Store has a data directory or etcd; start a SignetServerBuilder with it")
            : Issuer is null ? Server
            : Server with { Tokens = Server.Tokens with { Issuers = [Issuer] } };
}
