using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Bodies;

/// <summary>
/// Request bodies are not decompressed: a compressed body is refused by the name of its coding, not as malformed JSON (RFC 9110,
/// section 15.5.16). An uncompressed body is read in spite of the header, as in kube-apiserver, which ignores the header.
/// </summary>
internal static class ContentCodings
{
    private const string Plain = "identity";

    /// <summary>The control characters that occur in neither JSON nor YAML.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (byte)code).Where(code => code is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))]);

    /// <summary>A 415 that names the coding, or null.</summary>
    /// <param name="http">The request.</param>
    /// <param name="body">The received body.</param>
    /// <param name="format">The format by the media type.</param>
    public static StatusError? Check(HttpContext http, ReadOnlySpan<byte> body, BodyFormat format)
    {
        var coding = http.Request.Headers.ContentEncoding.ToString();
        if (coding.Length == 0 || body.IsEmpty || IsPlain(coding) || IsReadable(body, format))
        {
            return null;
        }

        http.Response.Headers.AcceptEncoding = Plain;
        return StatusErrors.UnsupportedContentCoding(coding);
    }

    private static bool IsReadable(ReadOnlySpan<byte> body, BodyFormat format) =>
        format == BodyFormat.Protobuf ? ProtobufDecoder.HasMagic(body) : !body.ContainsAny(Controls) && Utf8.IsValid(body);

    private static bool IsPlain(ReadOnlySpan<char> codings)
    {
        foreach (var range in codings.Split(','))
        {
            if (!codings[range].Trim().Equals(Plain, StringComparison.OrdinalIgnoreCase) && !codings[range].Trim().IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
