using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Resources.Patching;
using Signet.Server.Http.Bodies;

namespace Signet.Server.Endpoints.Objects;

/// <summary>The media types of patches.</summary>
internal static class PatchMediaTypes
{
    /// <summary>All of them, in the order of error messages.</summary>
    public static IReadOnlyList<(string MediaType, PatchType Type)> All { get; } =
    [
        ("application/json-patch+json", PatchType.Json),
        ("application/merge-patch+json", PatchType.Merge),
        ("application/strategic-merge-patch+json", PatchType.StrategicMerge),
        ("application/apply-patch+yaml", PatchType.Apply),
    ];

    private static readonly string Accepted = string.Join(", ", All.Select(known => known.MediaType));

    /// <summary>
    /// The type of patch; 415 for other media types, and for none. Two checks with two messages, as in kube-apiserver: one of the media types
    /// that the header lists has to be that of a patch (go-restful), then the header up to its parameters has to be one.
    /// </summary>
    public static Outcome<PatchType> Decide(HttpRequest request)
    {
        var header = request.ContentType ?? "";
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        if (Find(semicolon > 0 ? header[..semicolon] : header) is { } type)
        {
            return type;
        }

        foreach (var one in header.Split(','))
        {
            semicolon = one.IndexOf(';', StringComparison.Ordinal);
            if (Find((semicolon < 0 ? one : one[..semicolon]).Trim(' ')) is not null)
            {
                return BodyNegotiation.Unknown(Accepted);
            }
        }

        return Unsupported;
    }

    private static PatchType? Find(string mediaType)
    {
        foreach (var known in All)
        {
            if (known.MediaType == mediaType)
            {
                return known.Type;
            }
        }

        return null;
    }

    private static StatusError Unsupported { get; } = new()
    {
        Code = 415,
        Reason = StatusReasons.UnsupportedMediaType,
        Message = "415: Unsupported Media Type",
        Details = StatusDetails.Empty,
    };
}
