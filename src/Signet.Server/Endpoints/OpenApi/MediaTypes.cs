using Signet.Server.Endpoints.Objects;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The media types of request and answer bodies.</summary>
internal static class MediaTypes
{
    public static IReadOnlyList<string> Objects { get; } = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>A list or watch.</summary>
    public static IReadOnlyList<string> Lists { get; } = [.. Objects, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

    /// <summary>A document with one format.</summary>
    public static IReadOnlyList<string> Json { get; } = ["application/json"];

    /// <summary>Patches.</summary>
    public static IReadOnlyList<string> Patches { get; } = [.. PatchMediaTypes.All.Select(known => known.MediaType)];
}
