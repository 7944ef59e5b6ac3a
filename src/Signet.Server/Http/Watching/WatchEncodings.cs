using Signet.Core.Resources.Model;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Watching;

/// <summary>The encoding of a watch for what was negotiated.</summary>
internal static class WatchEncodings
{
    /// <summary>An encoding for one watch.</summary>
    /// <param name="resource">The resource that is watched; null for one that is not stored.</param>
    /// <param name="format">The form of its objects.</param>
    /// <param name="time">For ages in tables.</param>
    public static IWatchEncoding For(ResourceDefinition? resource, AnswerFormat format, TimeProvider time) =>
        format.IsAsStored ? JsonWatchEncoding.Instance
        : format.Encoding == BodyFormat.Protobuf ? new ProtobufWatchEncoding(resource, format, time)
        : new RenderedWatchEncoding(resource, format, time);
}
