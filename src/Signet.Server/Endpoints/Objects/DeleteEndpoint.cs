using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>DELETE</c> of one object (apiserver, <c>pkg/endpoints/handlers/delete.go</c>).</summary>
internal sealed class DeleteEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <summary>The verb that is required in addition to <c>delete</c> to delete an object that cannot be read.</summary>
    private const string UnsafeDelete = "unsafe-delete-ignore-read-errors";

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !PathNames.KeyOf(resource, request.Info).TryGetValue(out var key, out error) ||
            !(await DeleteOptions.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var options, out error))
        {
            return error;
        }

        options = options with
        {
            Admit = services.AdmitDeletion(resource, request),
            IgnoreReadError = options.IgnoreReadError && services.View.Quarantine.Find(resource, key) is not null,
        };
        if (options.IgnoreReadError && await services.Authorizer.AuthorizeAsync(request, UnsafeDelete, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        if (!(await services.Writer.DeleteAsync(resource, key, options, cancellationToken).ConfigureAwait(false)).TryGetValue(out var deleted, out error))
        {
            return error;
        }

        return !deleted.Json.IsEmpty && (!deleted.IsGone || resource.Strategy.Traits.AnswersDeletedObject)
            ? new Answer.Object(200, deleted.Json) { Resource = resource, Format = format }
            : new Answer.Object(200, StatusJson.WriteSuccess(new StatusDetails
            {
                Name = key.Name,
                Group = resource.Kind.Group,
                Kind = resource.Plural,
                Uid = deleted.Uid,
            }))
            { Format = format };
    }
}
