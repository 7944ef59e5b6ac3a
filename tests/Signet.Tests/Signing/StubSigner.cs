using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Tests.Signing;

/// <summary>A signer that does what a test says.</summary>
internal sealed class StubSigner(Func<SigningRequest, CancellationToken, ValueTask<JwtSignature>> sign) : IJwtSigner
{
    public StubSigner(Func<JwtSignature> sign)
        : this((_, _) => new ValueTask<JwtSignature>(sign()))
    {
    }

    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken) => sign(request, cancellationToken);

    /// <summary>A header as a signer returns it.</summary>
    public static byte[] Header(string json) => Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.UTF8.GetBytes(json)));

    /// <summary>The header of an algorithm and a key id.</summary>
    public static byte[] Header(string algorithm, string keyId) => Header($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}"}""");

    /// <summary>A request; its claims are the payload <c>{}</c>.</summary>
    public static SigningRequest Request(long issuedAt = 1_800_000_000, long seconds = 3600, params string[] audiences) => new()
    {
        EncodedPayload = "e30"u8.ToArray(),
        Audiences = audiences,
        IssuedAt = issuedAt,
        ExpiresAt = issuedAt + seconds,
    };
}
