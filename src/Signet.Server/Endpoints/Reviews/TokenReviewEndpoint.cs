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
    private const string InvalidToken = "invalid bearer token";
    private static readonly UnstoredKind Kind = new(new("authentication.k8s.io", "v1", "TokenReview"));

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error))
        {
            return error;
        }

        return (await ReviewAsync(request, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> ReviewAsync(ApiRequest request, ReceivedObject received, CancellationToken cancellationToken)
    {
        var spec = received.Document.EnsureSection("spec");
        var token = spec.GetString("token");
        if (token.Length == 0)
        {
            return StatusErrors.BadRequest("token is required for TokenReview in authentication");
        }

        var requestedAudiences = spec.GetStrings("audiences");
        var audiences = requestedAudiences.Count == 0 ? options.ApiAudiences.Current : requestedAudiences;

        // Parsed like the header of a request: BearerHeader accepts a space after the token, but none before it.
        var bearer = BearerHeader.Read("Bearer " + token, out _);
        var verdict = bearer is null
            ? TokenAuthentication.Unknown.Instance
            : await tokens.AuthenticateAsync(bearer, audiences, request.Now, cancellationToken).ConfigureAwait(false);
        if (request.Notes is { } notes)
        {
            AuditAnnotations.NoteReviewed(notes, verdict);
        }

        received.Document.Metadata.Namespace = "";
        received.Document.Metadata.Uid = "";
        return new Answer.Object(201, Write(request, received, token, requestedAudiences, verdict)) { Format = received.Format };
    }

    private static byte[] Write(
        ApiRequest request, ReceivedObject received, string token, IReadOnlyList<string> requestedAudiences, TokenAuthentication verdict)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, request, received);
        writer.WriteStartObject("spec"u8);
        writer.WriteString("token"u8, token);
        writer.WriteStringsUnlessEmpty("audiences", requestedAudiences);
        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        WriteVerdict(writer, verdict, received.Document.Section("status")?.GetString("error") ?? "");
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    /// <summary>The status of a valid token keeps the error that the client sent, as recorded.</summary>
    private static void WriteVerdict(Utf8JsonWriter writer, TokenAuthentication verdict, string sentError)
    {
        if (verdict is TokenAuthentication.Authenticated authenticated)
        {
            writer.WriteBoolean("authenticated"u8, true);
            writer.WritePropertyName("user"u8);
            UserInfoJson.Write(writer, authenticated.User);
            writer.WriteStrings("audiences", authenticated.Audiences);
        }
        else
        {
            writer.WriteStartObject("user"u8);
            writer.WriteEndObject();
            sentError = verdict is TokenAuthentication.Rejected rejected ? $"[{InvalidToken}, {rejected.Reason}]" : InvalidToken;
        }

        if (sentError.Length > 0)
        {
            writer.WriteString("error"u8, sentError);
        }
    }
}
