namespace Signet.Core.Signing.Ring;

/// <summary>What a source of keys (files, managed keys, an external signer) makes a snapshot of.</summary>
internal sealed record KeyRingDefinition
{
    /// <summary>The keys, in the order in which the JWKS has them. One that is given twice counts once.</summary>
    public required IReadOnlyList<RingKey> Keys { get; init; }

    /// <summary>The signers. Of several for the same audiences the one whose key began to sign last is used.</summary>
    public required IReadOnlyList<RingSigner> Signers { get; init; }

    /// <summary>How long clients may keep the documents: the <c>max-age</c> of the JWKS and the discovery documents.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The longest lifetime that a token of these keys can have; no longer one is issued.</summary>
    public required TimeSpan MaxLifetime { get; init; }
}
