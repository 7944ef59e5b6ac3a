using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Tests.Signing;

/// <summary>A signer that runs a function of a test.</summary>
internal sealed class StubSigner(Func<SigningRequest, CancellationToken, ValueTask<JwtSignature>> sign) : IJwtSigner
{
    public StubSigner(Func<JwtSignature> sign)
        : this((_, _) => new ValueTask<JwtSignature>(sign()))
    {
    }

    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken) => sign(request, cancellationToken);

    /// <summary>An encoded header.</summary>
    public static byte[] Header(string json) => Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.UTF8.GetBytes(json)));

    /// <summary>An encoded header with an algorithm and a key id.</summary>
    public static byte[] Header(string algorithm, string keyId) => Header($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}"}""");

    /// <summary>A request with the payload <c>{}</c>.</summary>
    public static SigningRequest Request(long issuedAt = 1_800_000_000, long seconds = 3600, params string[] audiences) => new()
    {
        EncodedPayload = "e30"u8.ToArray(),
        Audiences = audiences,
        IssuedAt = issuedAt,
        ExpiresAt = issuedAt + seconds,
    };
}
