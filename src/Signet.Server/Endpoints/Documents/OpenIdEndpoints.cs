using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// The discovery documents and the JWKS (Kubernetes, <c>pkg/routes/openidmetadata.go</c>), also for clients that accept only
/// <c>application/json</c>.
/// </summary>
internal sealed class OpenIdEndpoints(IssuerDocuments documents, KeyRing keys)
{
    private static readonly string[] ConfigurationTypes = [IssuerDocumentRenderer.JsonType];
    private static readonly string[] KeySetTypes = [IssuerDocumentRenderer.KeySetType, IssuerDocumentRenderer.JsonType];
    private readonly IssuerDocumentRenderer _renderer = new(documents, keys);

    /// <summary>The document; a 404 for a path below a document; null for other paths.</summary>
    public Answer? Answer(ApiRequest request) => Answer(request.Info, request.Http, request.Now);

    /// <summary>The document for a request that needs no authorization; a 404 for a path below a document; null for other paths.</summary>
    public Answer? Answer(ReceivedRequest request) => Answer(request.Info, request.Http, request.Now);

    private Answer? Answer(RequestInfo info, HttpContext http, DateTimeOffset now)
    {
        if (info.IsResourceRequest)
        {
            return null;
        }

        if (documents.Find(info.Path) is not { } document)
        {
            return documents.IsBeneath(info.Path) ? (Answer)StatusErrors.UnknownResource : null;
        }

        if (info.Verb is not ("get" or "head"))
        {
            return StatusErrors.MethodNotAllowed;
        }

        var offered = document.IsKeySet ? KeySetTypes : ConfigurationTypes;
        return MediaRanges.Choose(http.Request, offered) switch
        {
            null => Negotiation.NotAcceptable(string.Join(", ", offered)),
            _ when !document.IsKeySet =>
                _renderer.At(now).Configurations.TryGetValue(document, out var configuration) ? configuration : (Answer)StatusErrors.UnknownResource,
            IssuerDocumentRenderer.KeySetType => _renderer.At(now).KeySet,
            _ => _renderer.At(now).KeySetAsJson,
        };
    }
}
