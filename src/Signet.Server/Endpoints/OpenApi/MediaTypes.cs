using Signet.Server.Endpoints.Objects;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>Which media types answers come in.</summary>
internal static class MediaTypes
{
    /// <summary>An object.</summary>
    public static IReadOnlyList<string> Objects { get; } = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>A list, or a watch in its place.</summary>
    public static IReadOnlyList<string> Lists { get; } = [.. Objects, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

    /// <summary>A document that is JSON alone.</summary>
    public static IReadOnlyList<string> Json { get; } = ["application/json"];

    /// <summary>The forms of a patch.</summary>
    public static IReadOnlyList<string> Patches { get; } = [.. PatchMediaTypes.All.Select(known => known.MediaType)];
}
