namespace Signet.Core.Tokens.Issuers;

/// <summary>The issuers of a store.</summary>
/// <param name="Current">
/// The issuer that the newest start of a server issues with, which a start without <c>--service-account-issuer</c> goes on with; empty before the first start.
/// </param>
/// <param name="Issuers">The issuers that have issued, in the order of their first start.</param>
internal sealed record IssuerHistory(string Current, IReadOnlyList<KnownIssuer> Issuers)
{
    /// <summary>The history of a new store.</summary>
    public static IssuerHistory Empty { get; } = new("", []);

    /// <summary>The entry of an issuer, or null.</summary>
    public KnownIssuer? Find(string issuer) => Issuers.FirstOrDefault(known => known.Issuer == issuer);

    /// <summary>The history with another entry of an issuer.</summary>
    public IssuerHistory With(KnownIssuer entry) => this with
    {
        Issuers = Find(entry.Issuer) is null ? [.. Issuers, entry] : [.. Issuers.Select(known => known.Issuer == entry.Issuer ? entry : known)],
    };

    /// <summary>Whether two histories have the same content.</summary>
    public bool IsSame(IssuerHistory other) => Current == other.Current && Issuers.SequenceEqual(other.Issuers);
}
