using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Signet.Core.Metrics;
using Signet.Core.Resources.Model;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Authentication;
using Signet.Server.Files;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Parts;

/// <summary>The parts of a server, opened from its settings, files and keys.</summary>
internal sealed record ServerParts
{
    /// <summary>The settings, with the actual address and port.</summary>
    public required ServerOptions Options { get; init; }

    /// <summary>The data directory.</summary>
    public required DataDirectory Directory { get; init; }

    /// <summary>The control socket of the data directory; null when there is none.</summary>
    public required ControlSocket? Control { get; init; }

    /// <summary>Host and port at which clients on this machine reach the server: <c>127.0.0.1:6443</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The listening address in messages: <c>all addresses (::), port 6443</c>.</summary>
    public required string Listening { get; init; }

    public required ServerCertificates Certificates { get; init; }

    /// <summary>The signing and verification keys with their source.</summary>
    public required OpenedKeys OpenedKeys { get; init; }

    /// <summary>The signing and verification keys.</summary>
    public KeyRing Keys => OpenedKeys.Ring;

    /// <summary>The managed keys behind <see cref="Keys"/>; null when files or the program give the keys.</summary>
    public ManagedKeyParts? ManagedKeys => OpenedKeys.Managed;

    /// <summary>The administrator's kubeconfig.</summary>
    public required AdministratorKubeconfig Kubeconfig { get; init; }

    /// <summary>The followed files of settings.</summary>
    public required IReadOnlyList<IFollowedFile> Files { get; init; }

    /// <summary>The traces.</summary>
    public required ServerTracing Tracing { get; init; }

    /// <summary>The store.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>The static tokens of <c>--token-auth-file</c>.</summary>
    public required IValueSource<StaticTokenTable> StaticTokens { get; init; }

    /// <summary>The audit log; null when it is disabled.</summary>
    public required AuditSettings? Audit { get; init; }

    /// <summary>The settings of authentication and authorization that come from files.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>The served kinds.</summary>
    public required ResourceRegistry Registry { get; init; }

    /// <summary>The metrics.</summary>
    public required MetricSet Metrics { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The issuers: the current one and the others that are accepted.</summary>
    public required IssuerParts Issuers { get; init; }

    /// <summary>The server's own audiences, which a token request without audiences gets.</summary>
    public IReadOnlyList<string> ApiAudiences => Options.Tokens.ApiAudiences.Count > 0 ? Options.Tokens.ApiAudiences : Issuers.Opened.Configured;

    /// <summary>The audiences that are accepted in callers' tokens. One list until it changes, because it is compared by reference.</summary>
    public IValueSource<IReadOnlyList<string>> AcceptedAudiences => field ??= new IssuerAudiences(Issuers.Accepted, ApiAudiences);

    /// <summary>Creates the issuer documents, with the paths that the accepted issuers imply.</summary>
    /// <param name="arePublished">Whether every client may read them.</param>
    public IssuerDocuments CreateDocuments(bool arePublished) =>
        new(new IssuerNames(Issuers.Accepted), Options.Documents.JwksUri, Address, arePublished);

    /// <summary>The address at which clients on this machine reach the server.</summary>
    public static string AddressOf(IPAddress bound, int port)
    {
        var address = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString())}:{port}");
    }
}
