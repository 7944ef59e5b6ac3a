using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Collections;

/// <summary>
/// <c>GET</c> of an <see cref="EmptyCollection"/>
/// (docs/decisions/0005-no-services.md): a list without items at the newest revision.
/// </summary>
/// <param name="kind">The kind, which may be missing in the schema.</param>
/// <param name="view">Has the revision.</param>
internal sealed class EmptyListEndpoint(GroupVersionKind kind, ObjectView view) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.DecideWithoutProtobuf(request.Http.Request, request.Query).TryGetValue(out var format, out var error))
        {
            return error;
        }

        return new Answer.Object(200, Render(await view.ConfirmAsync(cancellationToken).ConfigureAwait(false))) { Format = format };
    }

    private byte[] Render(Revision revision)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind.Kind + "List");
        writer.WriteString("apiVersion"u8, kind.ApiVersion);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("resourceVersion"u8, revision.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
