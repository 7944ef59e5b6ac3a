using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Signet.Core.Storage;
using Signet.Server.Authentication;
using Signet.Server.Endpoints;

namespace Signet.Server.Hosting;

/// <summary>What a server is made of once its settings, files and keys have been read.</summary>
internal sealed record ServerParts
{
    /// <summary>The settings.</summary>
    public required ServerOptions Options { get; init; }

    /// <summary>The data directory.</summary>
    public required DataDirectory Directory { get; init; }

    /// <summary>Host and port that clients reach the server at: <c>127.0.0.1:6443</c>.</summary>
    public required string Address { get; init; }

    /// <summary>What it listens on, for people: <c>all addresses (::), port 6443</c>.</summary>
    public required string Listening { get; init; }

    /// <summary>Certificates.</summary>
    public required ServerCertificates Certificates { get; init; }

    /// <summary>Signing and verification keys.</summary>
    public required SigningKeys Keys { get; init; }

    /// <summary>The store.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>The tokens of <c>--token-auth-file</c>.</summary>
    public required IReadOnlyList<StaticToken> StaticTokens { get; init; }

    /// <summary>The audit log, or null when none is kept.</summary>
    public required AuditSettings? Audit { get; init; }

    /// <summary>Who callers are and what they may do, as far as files say so.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The accepted issuers, the one that issues first.</summary>
    public IReadOnlyList<string> Issuers => IssuersOf(Options, Address);

    /// <summary>The server's own audiences.</summary>
    public IReadOnlyList<string> ApiAudiences => Options.ApiAudiences.Count > 0 ? Options.ApiAudiences : Issuers;

    /// <summary>
    /// Where the JWKS is. Relying parties come from the issuer's discovery document, so it lies beside that, unless the issuer is
    /// no address at all.
    /// </summary>
    public string KeySetAddress => Options.KeySetAddress ??
        (Issuers[0].StartsWith("https://", StringComparison.Ordinal) ? Issuers[0].TrimEnd('/') : $"https://{Address}") + OpenIdEndpoints.KeySetPath;

    /// <summary>The accepted issuers of a server at an address.</summary>
    public static IReadOnlyList<string> IssuersOf(ServerOptions options, string address) =>
        options.Issuers.Count > 0 ? options.Issuers : [$"https://{address}"];

    /// <summary>The address that clients on this machine can use.</summary>
    public static string AddressOf(IPAddress bound, int port)
    {
        var address = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString())}:{port}");
    }
}
