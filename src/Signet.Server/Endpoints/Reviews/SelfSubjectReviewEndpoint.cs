using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Reviews;

/// <summary><c>POST /apis/authentication.k8s.io/v1/selfsubjectreviews</c>: tells callers who they are (Kubernetes, <c>pkg/registry/authentication/selfsubjectreview</c>).</summary>
public sealed class SelfSubjectReviewEndpoint : IEndpoint
{
    private static readonly GroupVersionKind Kind = new("authentication.k8s.io", "v1", "SelfSubjectReview");
    private static readonly SchemaType Type = SchemaCatalog.Kubernetes["io.k8s.api.authentication.v1.SelfSubjectReview"];

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await SentObject.ReadUnstoredAsync(request, Type, Kind, cancellationToken).ConfigureAwait(false)).TryGetValue(out var sent, out var error)
            ? new Answer.Object(201, Write(request))
            : error;

    private static ReadOnlyMemory<byte> Write(ApiRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, Kind.Kind);
        writer.WriteString("apiVersion"u8, Kind.ApiVersion);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("creationTimestamp"u8, Timestamps.Format(request.Now));
        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        writer.WritePropertyName("userInfo"u8);
        UserInfoJson.Write(writer, request.User);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
