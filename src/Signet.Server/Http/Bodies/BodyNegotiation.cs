using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Bodies;

/// <summary>Determines the format of a body (apiserver, <c>pkg/endpoints/handlers/negotiation</c>).</summary>
internal static class BodyNegotiation
{
    /// <summary>The format of the media type; JSON without one; a 415 for one that is unknown or malformed.</summary>
    public static Outcome<BodyFormat> Decide(HttpRequest request)
    {
        var header = request.ContentType ?? "";
        return (header is "" or MediaTypeNames.Json ? MediaTypeNames.Json : MediaTypeHeader.Read(header)) switch
        {
            MediaTypeNames.Json => BodyFormat.Json,
            MediaTypeNames.Yaml => BodyFormat.Yaml,
            MediaTypeNames.Protobuf => BodyFormat.Protobuf,
            _ => Unknown(MediaTypeNames.All),
        };
    }

    /// <summary>The 415 that lists the accepted media types.</summary>
    public static StatusError Unknown(string accepted) => new()
    {
        Code = 415,
        Reason = StatusReasons.UnsupportedMediaType,
        Message = "the body of the request was in an unknown format - accepted media types include: " + accepted,
    };
}
