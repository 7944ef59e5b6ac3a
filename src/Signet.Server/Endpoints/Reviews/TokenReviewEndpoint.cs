using System.Text.Json;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Audit.Events;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Chain;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Reviews;

/// <summary><c>POST /apis/authentication.k8s.io/v1/tokenreviews</c> (Kubernetes, <c>pkg/registry/authentication/tokenreview</c>).</summary>
internal sealed class TokenReviewEndpoint(ITokenAuthenticator tokens, RequestAuthenticationOptions options) : IEndpoint
{
    private const string NotGood = "invalid bearer token";
    private static readonly UnstoredKind Kind = new(new("authentication.k8s.io", "v1", "TokenReview"));

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var sent, out var error))
        {
            return error;
        }

        return (await ReviewAsync(request, sent, cancellationToken).ConfigureAwait(false)).WithWarnings(sent.Warnings);
    }

    private async ValueTask<Answer> ReviewAsync(ApiRequest request, SentObject sent, CancellationToken cancellationToken)
    {
        var spec = sent.Document.EnsureSection("spec");
        var token = spec.GetText("token");
        if (token.Length == 0)
        {
            return StatusErrors.BadRequest("token is required for TokenReview in authentication");
        }

        var asked = spec.GetTexts("audiences");
        var audiences = asked.Count == 0 ? options.ApiAudiences : asked;

        // Parsed like the header of a request: BearerHeader accepts a space after the token, but none before it.
        var bearer = BearerHeader.Read("Bearer " + token, out _);
        var verdict = bearer is null
            ? TokenAuthentication.Unknown.Instance
            : await tokens.AuthenticateAsync(bearer, audiences, request.Now, cancellationToken).ConfigureAwait(false);
        if (request.Notes is { } notes)
        {
            AuditAnnotations.NoteReviewed(notes, verdict);
        }

        sent.Document.Metadata.Namespace = "";
        sent.Document.Metadata.Uid = "";
        return new Answer.Object(201, Write(request, sent, token, asked, verdict)) { Format = sent.Format };
    }

    private static byte[] Write(ApiRequest request, SentObject sent, string token, IReadOnlyList<string> asked, TokenAuthentication verdict)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, request, sent);
        writer.WriteStartObject("spec"u8);
        writer.WriteString("token"u8, token);
        writer.WriteTextsUnlessEmpty("audiences", asked);
        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        WriteVerdict(writer, verdict, sent.Document.Section("status")?.GetText("error") ?? "");
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    /// <summary>The status of a valid token keeps the error that the client sent, as recorded.</summary>
    private static void WriteVerdict(Utf8JsonWriter writer, TokenAuthentication verdict, string sentError)
    {
        if (verdict is TokenAuthentication.Authenticated good)
        {
            writer.WriteBoolean("authenticated"u8, true);
            writer.WritePropertyName("user"u8);
            UserInfoJson.Write(writer, good.User);
            writer.WriteTexts("audiences", good.Audiences);
        }
        else
        {
            writer.WriteStartObject("user"u8);
            writer.WriteEndObject();
            sentError = verdict is TokenAuthentication.Rejected rejected ? $"[{NotGood}, {rejected.Reason}]" : NotGood;
        }

        if (sentError.Length > 0)
        {
            writer.WriteString("error"u8, sentError);
        }
    }
}
