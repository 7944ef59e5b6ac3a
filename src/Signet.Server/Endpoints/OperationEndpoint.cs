using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>A POST of a kind that is carried out, answered with its status, and not stored.</summary>
/// <param name="kind">The kind. Its type has <c>spec</c> and <c>status</c>.</param>
internal abstract class OperationEndpoint(GroupVersionKind kind) : IEndpoint
{
    private readonly UnstoredKind _kind = new(kind);

    /// <summary>The kind.</summary>
    public GroupVersionKind Kind => kind;

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await _kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error))
        {
            return error;
        }

        var spec = received.Document.EnsureSection("spec");
        var outcome = await OperateAsync(request, spec, received.Options.IsDryRun, cancellationToken).ConfigureAwait(false);
        return (outcome.TryGetValue(out var status, out error) ? Answered(request, received, spec, status) : (Answer)error).WithWarnings(received.Warnings);
    }

    /// <summary>Carries out an operation.</summary>
    /// <returns>The status.</returns>
    protected abstract ValueTask<Outcome<JsonObject>> OperateAsync(ApiRequest request, JsonObject spec, bool isDryRun, CancellationToken cancellationToken);

    private Answer.Object Answered(ApiRequest request, ReceivedObject received, JsonObject spec, JsonObject status)
    {
        received.Document.Metadata.Namespace = "";
        received.Document.Metadata.Uid = "";
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        _kind.WriteHead(writer, request, received);
        writer.WritePropertyName("spec"u8);
        CanonicalJson.Write(writer, spec, _kind.SectionType("spec"));
        writer.WritePropertyName("status"u8);
        CanonicalJson.Write(writer, status, _kind.SectionType("status"));
        writer.WriteEndObject();
        return new Answer.Object(201, scratch.ToArray()) { Format = received.Format };
    }
}
