using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Bodies;

/// <summary>
/// Bodies of requests are read as they are: what is compressed is refused by the name of its coding, not taken for broken JSON (RFC 9110,
/// section 15.5.16). A body that has the header but is not compressed is read, as kube-apiserver does, which ignores the header.
/// </summary>
internal static class ContentCodings
{
    private const string Plain = "identity";

    /// <summary>The control characters that neither JSON nor YAML has.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (byte)code).Where(code => code is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))]);

    /// <summary>A 415 that names the coding, or null.</summary>
    /// <param name="http">The request.</param>
    /// <param name="body">Its body, as it was sent.</param>
    /// <param name="format">What its media type says that the body is.</param>
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
