namespace Signet.Core.Signing.Listing;

/// <summary>Why each time of a key is what it is, or why there is none. Sentences for operators, without key material.</summary>
internal sealed record KeyReasons
{
    /// <summary>Of <see cref="ListedKey.PublishedFrom"/>.</summary>
    public required string PublishedFrom { get; init; }

    /// <summary>Of <see cref="ListedKey.SafeToSignFrom"/>.</summary>
    public required string SafeToSignFrom { get; init; }

    /// <summary>Of <see cref="ListedKey.SignsFrom"/>.</summary>
    public required string SignsFrom { get; init; }

    /// <summary>Of <see cref="ListedKey.SignsUntil"/>.</summary>
    public required string SignsUntil { get; init; }

    /// <summary>Of <see cref="ListedKey.NeededUntil"/>.</summary>
    public required string NeededUntil { get; init; }

    /// <summary>Of <see cref="ListedKey.EndedAt"/>; null for a key that no operator has ended.</summary>
    public string? EndedAt { get; init; }
}
