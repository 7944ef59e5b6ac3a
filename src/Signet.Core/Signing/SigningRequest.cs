namespace Signet.Core.Signing;

/// <summary>A JWT to be signed, and the claims that the choice of the key depends on.</summary>
internal readonly struct SigningRequest
{
    /// <summary>The claims in base64url, as ASCII bytes. The caller owns the memory (<see cref="IJwtSigner.SignAsync"/>).</summary>
    public required ReadOnlyMemory<byte> EncodedPayload { get; init; }

    /// <summary>The <c>aud</c> of the claims.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The <c>iat</c> of the claims, in seconds since 1970: the time of the request.</summary>
    public required long IssuedAt { get; init; }

    /// <summary>The <c>exp</c> of the claims, in seconds since 1970.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Whether the header has <c>typ</c>, with the value <c>JWT</c>. kube-apiserver requires it of an external signer and omits it itself.</summary>
    public bool IncludesType { get; init; }
}
