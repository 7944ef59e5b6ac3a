using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Bodies;

/// <summary>In which format a body is (apiserver, <c>pkg/endpoints/handlers/negotiation</c>).</summary>
internal static class BodyNegotiation
{
    /// <summary>The format by the media type: JSON when none is given; 415 for what is unknown or cannot be read.</summary>
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

    /// <summary>The 415 that lists what a body may be.</summary>
    public static StatusError Unknown(string accepted) => new()
    {
        Code = 415,
        Reason = StatusReasons.UnsupportedMediaType,
        Message = "the body of the request was in an unknown format - accepted media types include: " + accepted,
    };
}
