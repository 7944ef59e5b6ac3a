using Signet.Core.Resources.Model;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Watching;

/// <summary>Chooses the encoding of a watch by the negotiated format.</summary>
internal static class WatchEncodings
{
    /// <param name="resource">The resource that is watched; null for one that is not stored.</param>
    /// <param name="format">The format of its objects.</param>
    /// <param name="time">For ages in tables.</param>
    public static IWatchEncoding For(ResourceDefinition? resource, AnswerFormat format, TimeProvider time) =>
        format.IsAsStored ? JsonWatchEncoding.Instance
        : format.Encoding == BodyFormat.Protobuf ? new ProtobufWatchEncoding(resource, format, time)
        : new RenderedWatchEncoding(resource, format, time);
}
