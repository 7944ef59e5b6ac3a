using System.Buffers;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Watching;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Watching;

/// <summary>One JSON document per line, with the object as a table or its metadata. Only the first table has column definitions.</summary>
internal sealed class RenderedWatchEncoding(ResourceDefinition? resource, AnswerFormat format, TimeProvider time) : IWatchEncoding
{
    private readonly WatchedObjects _objects = new(resource, format, time);

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, in WatchNotice notice) =>
        JsonWatchEncoding.Write(output, notice.Type, _objects.Render(notice).Span);
}
