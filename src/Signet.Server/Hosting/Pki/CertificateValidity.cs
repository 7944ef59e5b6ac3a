using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Pki;

/// <summary>The validity period of a certificate of the server, and the warning about it.</summary>
/// <param name="Name">The description: <c>serving certificate</c>.</param>
/// <param name="File">The path of the file.</param>
/// <param name="NotBefore">The first second of the period.</param>
/// <param name="NotAfter">The last second of the period.</param>
internal sealed record CertificateValidity(string Name, string File, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>Certificates that expire within this time are reported.</summary>
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromDays(30);

    /// <summary>The validity period of a certificate.</summary>
    public static CertificateValidity Of(string name, string file, X509Certificate2 certificate) =>
        new(name, file, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether the certificate is valid at a time.</summary>
    public bool IsValid(DateTimeOffset now) => NotBefore <= now && now <= NotAfter;

    /// <summary>The warning: expired, not yet valid, or expires soon; null otherwise.</summary>
    public string? Warning(DateTimeOffset now) => FaultAt(now) is { } fault
        ? string.Create(CultureInfo.InvariantCulture, $"the {Name} ({File}) {fault}{(IsValid(now) ? $", in {Describe(NotAfter - now)}" : "")}")
        : null;

    /// <summary>What is wrong at a time, as the end of a sentence: <c>expired on …</c>; null when nothing is.</summary>
    public string? FaultAt(DateTimeOffset now) =>
        now > NotAfter ? $"expired on {Timestamps.Format(NotAfter)}"
        : now < NotBefore ? $"is not valid before {Timestamps.Format(NotBefore)}"
        : NotAfter - now < WarningPeriod ? $"expires on {Timestamps.Format(NotAfter)}"
        : null;

    private static string Describe(TimeSpan left) => left >= TimeSpan.FromDays(2) ? $"{left.Days} days"
        : left >= TimeSpan.FromHours(2) ? $"{(int)left.TotalHours} hours"
        : $"{(int)left.TotalMinutes} minutes";
}
