using Signet.Core.Admission;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Writing;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary>What all endpoints of objects work with.</summary>
/// <param name="Cache">Reads come from here.</param>
/// <param name="Writer">Writes go here.</param>
/// <param name="Admission">Who has a say in a write.</param>
/// <param name="Time">For watches, which outlast the time of their request.</param>
public sealed record ObjectServices(ObjectCache Cache, ObjectWriter Writer, AdmissionChain Admission, TimeProvider Time)
{
    /// <summary>The admission of one request, ready to be called once for each attempt of its write.</summary>
    internal AdmitWrite Admit(ResourceDefinition resource, ApiRequest request, AdmissionOperation operation) =>
        (document, current, cancellationToken) => Admission.AdmitAsync(
            new AdmissionRequest
            {
                Operation = operation,
                Resource = resource,
                Subresource = request.Info.Subresource,
                Namespace = resource.Namespaced ? request.Info.Namespace : "",
                Name = document.Metadata.Name,
                User = request.User,
                Document = document,
                Current = current,
            },
            cancellationToken);

    /// <summary>The admission of one deletion, ready to be called once for each attempt.</summary>
    internal AdmitDeletion AdmitDeletion(ResourceDefinition resource, ApiRequest request) =>
        (current, cancellationToken) => Admission.AdmitAsync(
            new AdmissionRequest
            {
                Operation = AdmissionOperation.Delete,
                Resource = resource,
                Namespace = current.Metadata.Namespace,
                Name = current.Metadata.Name,
                User = request.User,
                Current = current,
            },
            cancellationToken);
}
