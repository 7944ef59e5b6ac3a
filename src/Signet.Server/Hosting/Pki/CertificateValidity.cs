using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Pki;

/// <summary>When a certificate of the server is valid, and what the operator is told of it.</summary>
/// <param name="Name">What it is: <c>serving certificate</c>.</param>
/// <param name="File">Where it is.</param>
/// <param name="NotBefore">The first second of its validity.</param>
/// <param name="NotAfter">The last one.</param>
internal sealed record CertificateValidity(string Name, string File, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>A certificate that ends within this time is told of.</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromDays(30);

    /// <summary>The life of a certificate.</summary>
    public static CertificateValidity Of(string name, string file, X509Certificate2 certificate) =>
        new(name, file, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether clients accept it at a time.</summary>
    public bool IsValid(DateTimeOffset now) => NotBefore <= now && now <= NotAfter;

    /// <summary>What is wrong or soon will be; null while nothing is.</summary>
    public string? Warning(DateTimeOffset now) =>
        now > NotAfter ? $"the {Name} ({File}) expired at {Timestamps.Format(NotAfter)}"
        : now < NotBefore ? $"the {Name} ({File}) is not valid before {Timestamps.Format(NotBefore)}"
        : NotAfter - now < Soon ? string.Create(CultureInfo.InvariantCulture, $"the {Name} ({File}) expires at {Timestamps.Format(NotAfter)}, in {Describe(NotAfter - now)}")
        : null;

    private static string Describe(TimeSpan left) => left >= TimeSpan.FromDays(2) ? $"{left.Days} days"
        : left >= TimeSpan.FromHours(2) ? $"{(int)left.TotalHours} hours"
        : $"{(int)left.TotalMinutes} minutes";
}
