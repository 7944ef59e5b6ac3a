using Signet.Core.Admission;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Authorization;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>The services that all endpoints of objects use.</summary>
/// <param name="View">For reads.</param>
/// <param name="Writer">For writes.</param>
/// <param name="Admission">For writes.</param>
/// <param name="Authorizer">For additional permissions that a request needs.</param>
/// <param name="Time">For watches, which continue after the time of their request.</param>
internal sealed record ObjectServices(ObjectView View, ObjectWriter Writer, AdmissionChain Admission, RequestAuthorizer Authorizer, TimeProvider Time)
{
    /// <summary>The admission of one request, to be called once for each attempt of its write.</summary>
    internal AdmitWrite Admit(ResourceDefinition resource, ApiRequest request, AdmissionOperation operation) =>
        (document, current, cancellationToken) => Admission.AdmitAsync(
            new AdmissionRequest
            {
                Operation = operation,
                Resource = resource.GroupResource,
                Subresource = request.Info.Subresource,
                Namespace = resource.Namespaced ? request.Info.Namespace : "",
                Name = document.Metadata.Name,
                User = request.User,
                Document = document,
                Current = current,
            },
            cancellationToken);

    /// <summary>The admission of one deletion, to be called once for each attempt.</summary>
    internal AdmitDeletion AdmitDeletion(ResourceDefinition resource, ApiRequest request) =>
        (current, cancellationToken) => Admission.AdmitAsync(
            new AdmissionRequest
            {
                Operation = AdmissionOperation.Delete,
                Resource = resource.GroupResource,
                Namespace = current.Metadata.Namespace,
                Name = current.Metadata.Name,
                User = request.User,
                Current = current,
            },
            cancellationToken);

    /// <summary>
    /// The admission of an object that an update creates because it does not exist: the user needs the permission to create
    /// (apiserver, <c>pkg/endpoints/handlers/update.go</c> withAuthorization).
    /// </summary>
    internal AdmitWrite AdmitCreateOnUpdate(ResourceDefinition resource, ApiRequest request)
    {
        var admit = Admit(resource, request, AdmissionOperation.Create);
        return async (document, current, cancellationToken) =>
            await Authorizer.AuthorizeAsync(request, "create", cancellationToken).ConfigureAwait(false) ??
            await admit(document, current, cancellationToken).ConfigureAwait(false);
    }
}
