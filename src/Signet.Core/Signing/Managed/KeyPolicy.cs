namespace Signet.Core.Signing.Managed;

/// <summary>How managed keys rotate. <see cref="KeyPolicyRules"/> says which policies are possible.</summary>
internal sealed record KeyPolicy
{
    /// <summary>How long a key signs before the next one replaces it; null rotates only on demand.</summary>
    public TimeSpan? RotationInterval { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a key is published before it signs: at least <c>max-age</c> and the time that verifiers take to refresh. A day by default, because
    /// identity providers of clouds cache a JWKS for hours, whatever its <c>max-age</c>.
    /// </summary>
    public TimeSpan PublicationLead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether a key signs only after its publication was confirmed (<see cref="ManagedKey.PublicationConfirmedAt"/>): relying parties read copies of the
    /// JWKS (<c>signet publish</c>). The publication lead begins with the confirmation.
    /// </summary>
    public bool RequiresConfirmedPublication { get; init; }

    /// <summary>The <c>max-age</c> of the JWKS of a server, as in kube-apiserver.</summary>
    public static TimeSpan ServedMaxAge { get; } = TimeSpan.FromHours(1);

    /// <summary>The <c>max-age</c> of the JWKS.</summary>
    public TimeSpan MaxAge { get; init; } = ServedMaxAge;

    /// <summary>The maximum lifetime of any token, extension included.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>The algorithm of tokens for audiences without an algorithm of their own.</summary>
    public JwtAlgorithm DefaultAlgorithm { get; init; } = JwtAlgorithm.RS256;

    /// <summary>Audiences, or patterns of them (<see cref="Ring.AudiencePattern"/>), with the algorithm of their tokens.</summary>
    public IReadOnlyDictionary<string, JwtAlgorithm> AlgorithmsByAudience { get; init; } = new Dictionary<string, JwtAlgorithm>();

    /// <summary>The algorithms in use, each with a line of keys; the default one first.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms => [.. AlgorithmsByAudience.Values.Prepend(DefaultAlgorithm).Distinct()];

    /// <summary>
    /// From when relying parties can fetch a key; the publication lead is counted from then. Null while it is not published or not confirmed.
    /// </summary>
    public DateTimeOffset? AvailableFrom(ManagedKey key) =>
        !RequiresConfirmedPublication || key.IsPublicationWaived || key.PublishedFrom is not { } published || published == DateTimeOffset.MinValue
            ? key.PublishedFrom
            : key.PublicationConfirmedAt < published ? published : key.PublicationConfirmedAt;
}
