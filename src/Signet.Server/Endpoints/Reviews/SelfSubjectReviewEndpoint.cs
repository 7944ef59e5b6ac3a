using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Reviews;

/// <summary>
/// <c>POST /apis/authentication.k8s.io/v1/selfsubjectreviews</c>: returns the caller's user information (Kubernetes,
/// <c>pkg/registry/authentication/selfsubjectreview</c>).
/// </summary>
internal sealed class SelfSubjectReviewEndpoint : IEndpoint
{
    private static readonly UnstoredKind Kind = new(new("authentication.k8s.io", "v1", "SelfSubjectReview"));

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error)
            ? new Answer.Object(201, Write(request)) { Format = received.Format, Warnings = received.Warnings }
            : error;

    private static byte[] Write(ApiRequest request)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, new JsonObject { ["creationTimestamp"] = Timestamps.Format(request.Now) });
        writer.WriteStartObject("status"u8);
        writer.WritePropertyName("userInfo"u8);
        UserInfoJson.Write(writer, request.User);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }
}
