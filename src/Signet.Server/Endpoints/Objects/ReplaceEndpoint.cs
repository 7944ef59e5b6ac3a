using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// <c>PUT</c> of one object (apiserver, <c>pkg/endpoints/handlers/update.go</c>) or of a part of it; creates objects of the kinds that
/// allow it.
/// </summary>
internal sealed class ReplaceEndpoint(ResourceDefinition resource, ObjectServices services, UpdateScope scope) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!PathNames.KeyOf(resource, request.Info).TryGetValue(out var key, out var error) ||
            !(await ReceivedObject.ReadAsync(request, "UpdateOptions", resource.Schema, resource.Kind, cancellationToken).ConfigureAwait(false))
                .TryGetValue(out var received, out error))
        {
            return error;
        }

        return (await ReplaceAsync(request, key, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> ReplaceAsync(ApiRequest request, ObjectKey key, ReceivedObject received, CancellationToken cancellationToken)
    {
        if (ObjectIdentity.Check(received.Document.Metadata, key) is { } mismatch)
        {
            return mismatch;
        }

        resource.Strategy.ApplyDefaults(received.Document);
        var write = new WriteRequest
        {
            Now = request.Now,
            IsDryRun = received.Options.IsDryRun,
            Manager = FieldManagers.Of(received.Options, request),
            Admit = services.Admit(resource, request, AdmissionOperation.Update),
        };
        if ((await services.Writer.UpdateAsync(resource, key, _ => received.Document.Clone(), scope, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var written, out var error))
        {
            return new Answer.Object(200, written.Json) { Resource = resource, Format = received.Format, Warnings = written.Warnings };
        }

        if (error.Code != 404 || !resource.Strategy.Traits.AllowsCreateOnUpdate || scope != UpdateScope.Whole)
        {
            return error;
        }

        write = write with { Admit = services.AdmitCreateOnUpdate(resource, request) };
        return (await services.Writer.CreateAsync(resource, received.Document, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out written, out error)
            ? new Answer.Object(201, written.Json) { Resource = resource, Format = received.Format, Warnings = written.Warnings }
            : error;
    }
}
