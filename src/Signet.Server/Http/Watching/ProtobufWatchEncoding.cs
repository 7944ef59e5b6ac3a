using System.Buffers;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Watching;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Watching;

/// <summary>Length-prefixed protobuf frames (apimachinery, <c>pkg/util/framer</c>).</summary>
internal sealed class ProtobufWatchEncoding(ResourceDefinition? resource, AnswerFormat format, TimeProvider time) : IWatchEncoding
{
    private readonly WatchedObjects _objects = new(resource, format, time);

    /// <inheritdoc/>
    public string MediaType => "application/vnd.kubernetes.protobuf;stream=watch";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, in WatchNotice notice) =>
        output.Write(ProtobufEncoder.EncodeEvent(JsonWatchEncoding.NameOf(notice.Type), _objects.Render(notice).Span, ObjectRenderer.SchemasOf(resource)));
}
