using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Server.Authentication.Certificates;

/// <summary>The front proxies that are trusted, and the headers that they use (<c>--requestheader-*</c>).</summary>
internal sealed record FrontProxyOptions
{
    /// <summary>Trusted CA certificates for the proxies' client certificates.</summary>
    public required IValueSource<X509Certificate2Collection> CaCertificates { get; init; }

    /// <summary>The allowed common names of the proxies; empty allows every certificate that the CA certificates verify.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary>The headers with the user name; the first that is not empty is used.</summary>
    public required IReadOnlyList<string> UsernameHeaders { get; init; }

    /// <summary>The headers with the uid; the first that is not empty is used.</summary>
    public IReadOnlyList<string> UidHeaders { get; init; } = [];

    /// <summary>The headers with groups, one group per header line.</summary>
    public IReadOnlyList<string> GroupHeaders { get; init; } = [];

    /// <summary>The prefixes of headers with extra fields of the user.</summary>
    public IReadOnlyList<string> ExtraPrefixes { get; init; } = [];
}
