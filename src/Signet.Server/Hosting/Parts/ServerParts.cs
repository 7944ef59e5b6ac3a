using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Signet.Core.Resources.Model;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Authentication;
using Signet.Server.Files;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Options;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Parts;

/// <summary>What a server is made of once its settings, files and keys have been read.</summary>
internal sealed record ServerParts
{
    /// <summary>The settings, with the address and port that are listened on.</summary>
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
    public required KeyRing Keys { get; init; }

    /// <summary>The administrator's kubeconfig.</summary>
    public required AdministratorKubeconfig Kubeconfig { get; init; }

    /// <summary>All files of settings that are followed.</summary>
    public required IReadOnlyList<IFollowedFile> Files { get; init; }

    /// <summary>The store.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>The tokens of <c>--token-auth-file</c>.</summary>
    public required IValueSource<StaticTokenTable> StaticTokens { get; init; }

    /// <summary>The audit log, or null when none is kept.</summary>
    public required AuditSettings? Audit { get; init; }

    /// <summary>Who callers are and what they may do, as far as files say so.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>The kinds that are served.</summary>
    public required ResourceRegistry Registry { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The issuers, past and present.</summary>
    public required IssuerHistory IssuerHistory
    {
        get;
        init
        {
            field = value;
            Issuers = value.Accepted;
        }
    }

    /// <summary>The accepted issuers, the one that issues first.</summary>
    public IReadOnlyList<string> Issuers { get; private init; } = [];

    /// <summary>The server's own audiences, which a token request without audiences gets.</summary>
    public IReadOnlyList<string> ApiAudiences => Options.Tokens.ApiAudiences.Count > 0 ? Options.Tokens.ApiAudiences : IssuerHistory.Configured;

    /// <summary>
    /// What a caller's token may be for: <see cref="ApiAudiences"/>, and former issuers, which those audiences were while they issued. One
    /// instance: it is compared by reference.
    /// </summary>
    public IReadOnlyList<string> AcceptedAudiences => field ??= IssuerHistory.Former.Count == 0
        ? ApiAudiences
        : [.. ApiAudiences.Union(IssuerHistory.Former.Select(former => former.Issuer), StringComparer.Ordinal)];

    /// <summary>The documents that relying parties read, at the addresses that the issuers give them.</summary>
    public IssuerDocuments CreateDocuments() => IssuerDocuments.Create(Issuers, Options.Documents.JwksUri, Address, Options.Documents.PublishDiscovery);

    /// <summary>The address that clients on this machine can use.</summary>
    public static string AddressOf(IPAddress bound, int port)
    {
        var address = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString())}:{port}");
    }
}
