using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing.Jose;

namespace Signet.Core.Tokens.Verification;

/// <summary>
/// Parses a JWT in compact serialization (RFC 7515), without verification and without exceptions.
/// </summary>
internal sealed class JwtReader
{
    private JwtReader(byte[] text, int payloadAt, int signatureAt, byte[] payload, byte[] signature, JoseHeader header)
    {
        _text = text;
        SignatureAt = signatureAt;
        PayloadAt = payloadAt;
        Payload = payload;
        Signature = signature;
        Algorithm = header.Algorithm;
        KeyId = header.KeyId;
    }

    private readonly byte[] _text;

    /// <summary>The offset of the payload in the token.</summary>
    public int PayloadAt { get; }

    /// <summary>The offset of the signature in the token.</summary>
    public int SignatureAt { get; }

    /// <summary>The decoded payload, which is JSON.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The decoded signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary><c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary><c>kid</c>, or empty.</summary>
    public string KeyId { get; }

    /// <summary>The signed bytes: <c>header.payload</c>.</summary>
    public ReadOnlySpan<byte> SigningInput => _text.AsSpan(0, SignatureAt - 1);

    /// <summary>Parses a token; null if it is not a JWT.</summary>
    public static JwtReader? TryRead(string token)
    {
        if (token.Length > TokenLimits.MaxLength || !Ascii.IsValid(token))
        {
            return null;
        }

        var text = Encoding.ASCII.GetBytes(token);
        var first = text.AsSpan().IndexOf((byte)'.');
        var last = text.AsSpan().LastIndexOf((byte)'.');
        if (first <= 0 || last <= first || text.AsSpan(first + 1, last - first - 1).Contains((byte)'.'))
        {
            return null;
        }

        if (!TryDecode(text.AsSpan(0, first), out var header) ||
            !TryDecode(text.AsSpan(first + 1, last - first - 1), out var payload) ||
            !TryDecode(text.AsSpan(last + 1), out var signature) ||
            JoseHeader.TryRead(header) is not { } jose)
        {
            return null;
        }

        return new JwtReader(text, first + 1, last + 1, payload, signature, jose);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out byte[] value)
    {
        var buffer = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        var isValid = Base64UrlText.TryDecode(text, buffer, out var length);
        value = length == buffer.Length ? buffer : buffer[..length];
        return isValid;
    }
}
