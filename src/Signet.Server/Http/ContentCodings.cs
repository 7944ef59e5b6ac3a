using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Primitives;

namespace Signet.Server.Http;

/// <summary>Bodies of requests are read as they are: what is compressed is refused by name, not taken for broken JSON (RFC 9110, section 15.5.16).</summary>
internal static class ContentCodings
{
    private const string Plain = "identity";

    /// <summary>A 415 that names the coding, or null.</summary>
    public static StatusError? Check(HttpContext http)
    {
        var coding = http.Request.Headers.ContentEncoding.ToString();
        if (coding.Length == 0 || IsPlain(coding) || http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            return null;
        }

        http.Response.Headers.AcceptEncoding = Plain;
        return StatusErrors.UnsupportedContentCoding(coding);
    }

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
