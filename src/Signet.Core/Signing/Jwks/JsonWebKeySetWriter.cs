using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Jwks;

/// <summary>Writes the JWKS (RFC 7517) of a key ring: its published keys, for signatures.</summary>
internal static class JsonWebKeySetWriter
{
    /// <summary>Renders the published keys of a phase, in its order.</summary>
    public static byte[] Render(KeyRingPhase phase)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys"u8);
            foreach (var key in phase.Published)
            {
                Write(writer, key.KeyId, key.Key);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, string keyId, VerificationKey key)
    {
        writer.WriteStartObject();
        writer.WriteString("use"u8, "sig"u8);
        writer.WriteString("kty"u8, key.Algorithm.IsEllipticCurve ? "EC"u8 : "RSA"u8);
        writer.WriteString("kid"u8, keyId);
        if (key.Algorithm.IsEllipticCurve)
        {
            writer.WriteString("crv"u8, key.Algorithm.CurveName);
        }

        writer.WriteString("alg"u8, key.Algorithm.Name);
        if (key.Algorithm.IsEllipticCurve)
        {
            writer.WriteString("x"u8, Base64UrlText.Encode(key.Point.X));
            writer.WriteString("y"u8, Base64UrlText.Encode(key.Point.Y));
        }
        else
        {
            writer.WriteString("n"u8, Base64UrlText.Encode(key.Rsa.Modulus));
            writer.WriteString("e"u8, Base64UrlText.Encode(key.Rsa.Exponent));
        }

        writer.WriteEndObject();
    }
}
