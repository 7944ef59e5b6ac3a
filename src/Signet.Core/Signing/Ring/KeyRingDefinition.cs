namespace Signet.Core.Signing.Ring;

/// <summary>The input of a snapshot, made by a source of keys (files, managed keys, an external signer).</summary>
internal sealed record KeyRingDefinition
{
    /// <summary>The keys, in the order of the JWKS. Duplicates count once.</summary>
    public required IReadOnlyList<RingKey> Keys { get; init; }

    /// <summary>The signers. Of several signers for the same audiences, the one whose key began to sign last is used.</summary>
    public required IReadOnlyList<RingSigner> Signers { get; init; }

    /// <summary>The <c>max-age</c> of the JWKS and of the discovery documents.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The max lifetime of tokens that these keys sign.</summary>
    public required TimeSpan MaxLifetime { get; init; }
}
