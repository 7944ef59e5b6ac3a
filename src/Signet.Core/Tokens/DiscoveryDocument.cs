using System.Buffers;
using System.Text.Json;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Tokens;

/// <summary>The OpenID provider configuration (OpenID Connect Discovery 1.0, section 3), with the members that Kubernetes has.</summary>
internal static class DiscoveryDocument
{
    /// <summary>Renders the document.</summary>
    /// <param name="issuer">The issuer of new tokens.</param>
    /// <param name="keySetAddress">The address of the JWKS.</param>
    /// <param name="phase">The published keys, whose algorithms are listed.</param>
    public static byte[] Render(string issuer, string keySetAddress, KeyRingPhase phase)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("issuer"u8, issuer);
            writer.WriteString("jwks_uri"u8, keySetAddress);
            WriteList(writer, "response_types_supported"u8, ["id_token"]);
            WriteList(writer, "subject_types_supported"u8, ["public"]);
            WriteList(writer, "id_token_signing_alg_values_supported"u8, phase.Algorithms);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteList(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
