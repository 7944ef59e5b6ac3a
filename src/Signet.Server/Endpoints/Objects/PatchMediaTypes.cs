using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Resources.Patching;

namespace Signet.Server.Endpoints.Objects;

/// <summary>What the media type of a body says of a patch.</summary>
internal static class PatchMediaTypes
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<(string MediaType, PatchType Type)> All { get; } =
    [
        ("application/json-patch+json", PatchType.Json),
        ("application/merge-patch+json", PatchType.Merge),
        ("application/strategic-merge-patch+json", PatchType.StrategicMerge),
        ("application/apply-patch+yaml", PatchType.Apply),
    ];

    /// <summary>The type of patch; 415 for what is none, and for none at all.</summary>
    public static Outcome<PatchType> Decide(HttpRequest request)
    {
        var header = request.ContentType ?? "";
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        var mediaType = (semicolon < 0 ? header : header[..semicolon]).Trim();
        foreach (var known in All)
        {
            if (known.MediaType == mediaType)
            {
                return known.Type;
            }
        }

        return Unsupported;
    }

    private static StatusError Unsupported { get; } = new()
    {
        Code = 415,
        Reason = StatusReasons.UnsupportedMediaType,
        Message = "415: Unsupported Media Type",
        Details = StatusDetails.Empty,
    };
}
