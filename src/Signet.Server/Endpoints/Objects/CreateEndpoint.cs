using Signet.Core.Admission;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>POST</c> to a collection: creates an object (apiserver, <c>pkg/endpoints/handlers/create.go</c>).</summary>
internal sealed class CreateEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (PathNames.CheckNamespace(resource, request.Info) is { } badPath)
        {
            return badPath;
        }

        if (!(await ReceivedObject.ReadAsync(request, "CreateOptions", resource.Schema, resource.Kind, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var received, out var error))
        {
            return error;
        }

        return (await CreateAsync(request, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> CreateAsync(ApiRequest request, ReceivedObject received, CancellationToken cancellationToken)
    {
        var metadata = received.Document.Metadata;
        if (resource.Namespaced)
        {
            if (metadata.Namespace.Length > 0 && metadata.Namespace != request.Info.Namespace)
            {
                return StatusErrors.NamespaceMismatch;
            }

            metadata.Namespace = request.Info.Namespace;
        }

        resource.Strategy.ApplyDefaults(received.Document);
        var write = new WriteRequest
        {
            Now = request.Now,
            IsDryRun = received.Options.IsDryRun,
            Manager = FieldManagers.Of(received.Options, request),
            Admit = services.Admit(resource, request, AdmissionOperation.Create),
        };
        return (await services.Writer.CreateAsync(resource, received.Document, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var written, out var error)
            ? new Answer.Object(201, written.Json) { Resource = resource, Format = received.Format, Warnings = written.Warnings }
            : error;
    }
}
