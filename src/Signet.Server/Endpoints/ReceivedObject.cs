using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>An object in a request body, with the options of the write; read in Kubernetes' order of checks.</summary>
/// <param name="Document">The object, checked against its schema.</param>
/// <param name="Options">The parameters.</param>
/// <param name="Format">The format of a successful answer.</param>
internal sealed record ReceivedObject(ObjectDocument Document, WriteOptions Options, AnswerFormat Format)
{
    /// <summary>Warnings for the client, for failures, too (<see cref="Answer.WithWarnings"/>).</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Negotiates the format of the answer, reads body and options, and decodes the object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="optionsKind"><c>CreateOptions</c> or <c>UpdateOptions</c>.</param>
    /// <param name="type">The schema type of the body.</param>
    /// <param name="kind">The kind of the body.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public static ValueTask<Outcome<ReceivedObject>> ReadAsync(
        ApiRequest request, string optionsKind, SchemaType type, GroupVersionKind kind, CancellationToken cancellationToken) =>
        ReadAsync(request, Negotiation.Decide(request.Http.Request, request.Query), optionsKind, type, kind, cancellationToken);

    /// <summary>Reads a review or token request, which is answered and not stored.</summary>
    public static ValueTask<Outcome<ReceivedObject>> ReadUnstoredAsync(
        ApiRequest request, SchemaType type, GroupVersionKind kind, CancellationToken cancellationToken) =>
        ReadAsync(request, Negotiation.DecideWithoutTable(request.Http.Request, request.Query), "CreateOptions", type, kind, cancellationToken);

    private static async ValueTask<Outcome<ReceivedObject>> ReadAsync(
        ApiRequest request, Outcome<AnswerFormat> negotiated, string optionsKind, SchemaType type, GroupVersionKind kind, CancellationToken cancellationToken)
    {
        if (!negotiated.TryGetValue(out var format, out var error))
        {
            return error;
        }

        if (!(await RequestBody.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var body, out error))
        {
            return error;
        }

        using (body)
        {
            if (!WriteOptions.Read(request.Query, optionsKind).TryGetValue(out var options, out error) ||
                !body.Decode(type, kind).TryGetValue(out var decoded, out error))
            {
                return error;
            }

            if (decoded.StrictIssues.Count > 0 && options.FieldValidation == FieldValidation.Strict)
            {
                return decoded.StrictError(kind);
            }

            if (decoded.CheckVersion(kind) is { } otherVersion)
            {
                return otherVersion;
            }

            return new ReceivedObject(new ObjectDocument(decoded.Root), options, format)
            {
                Warnings = options.FieldValidation == FieldValidation.Warn ? decoded.StrictIssues : [],
            };
        }
    }
}
