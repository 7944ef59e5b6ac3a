using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Server.Authentication.Certificates;

/// <summary>Which proxies may say who a caller is, and in which headers (<c>--requestheader-*</c>).</summary>
internal sealed record FrontProxyOptions
{
    /// <summary>Trusted CA certificates for the proxies' client certificates.</summary>
    public required IValueSource<X509Certificate2Collection> CaCertificates { get; init; }

    /// <summary>The common names of the proxies; empty for all whom the authorities vouch for.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary>The headers with the name; the first that is not empty counts.</summary>
    public required IReadOnlyList<string> UsernameHeaders { get; init; }

    /// <summary>The headers with the uid; the first that is not empty counts.</summary>
    public IReadOnlyList<string> UidHeaders { get; init; } = [];

    /// <summary>The headers with groups, one in each line.</summary>
    public IReadOnlyList<string> GroupHeaders { get; init; } = [];

    /// <summary>What the headers with extras begin with.</summary>
    public IReadOnlyList<string> ExtraPrefixes { get; init; } = [];
}
