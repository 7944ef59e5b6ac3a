using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Signing.Jwks;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// The discovery documents and the JWKS (Kubernetes, <c>pkg/routes/openidmetadata.go</c>), also for clients that accept only
/// <c>application/json</c>. Rendered once for each phase of the key ring and list of accepted issuers.
/// </summary>
internal sealed class OpenIdEndpoints(IssuerDocuments documents, KeyRing keys)
{
    private const string JsonType = "application/json";
    private const string KeySetType = "application/jwk-set+json";

    private static readonly string[] ConfigurationTypes = [JsonType];
    private static readonly string[] KeySetTypes = [KeySetType, JsonType];
    private Rendered? _rendered;

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
                At(now).Configurations.TryGetValue(document, out var configuration) ? configuration : (Answer)StatusErrors.UnknownResource,
            KeySetType => At(now).KeySet,
            _ => At(now).KeySetAsJson,
        };
    }

    private Rendered At(DateTimeOffset now)
    {
        var (phase, all) = (keys.Current.At(now), documents.All);
        var rendered = Volatile.Read(ref _rendered);
        if (rendered is null || !ReferenceEquals(rendered.Phase, phase) || !ReferenceEquals(rendered.Documents, all))
        {
            rendered = Render(phase, all);
            Volatile.Write(ref _rendered, rendered);
        }

        return rendered;
    }

    private static Rendered Render(KeyRingPhase phase, IReadOnlyList<IssuerDocument> all)
    {
        var keySet = JsonWebKeySetWriter.Render(phase);
        var mayBeKept = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)phase.MaxAge.TotalSeconds}");
        return new Rendered(
            phase,
            all,
            all.Where(document => !document.IsKeySet).Distinct().ToFrozenDictionary(
                document => document,
                document => DocumentOf(JsonType, DiscoveryDocument.Render(document.Issuer, document.KeySetAddress, phase), mayBeKept)),
            DocumentOf(KeySetType, keySet, mayBeKept),
            DocumentOf(JsonType, keySet, mayBeKept));
    }

    /// <summary>The entity tag depends on the media type: a strong tag identifies one representation (RFC 9110, section 8.8.1).</summary>
    private static Answer.Document DocumentOf(string mediaType, byte[] bytes, string mayBeKept) => new(200, mediaType, bytes)
    {
        CacheControl = mayBeKept,
        EntityTag = $"\"{Base64UrlText.Encode(SHA256.HashData([.. Encoding.ASCII.GetBytes(mediaType), .. bytes]))}\"",
        AnyTagMatches = true,
        Vary = "Accept",
    };

    private sealed record Rendered(
        KeyRingPhase Phase,
        IReadOnlyList<IssuerDocument> Documents,
        FrozenDictionary<IssuerDocument, Answer.Document> Configurations,
        Answer.Document KeySet,
        Answer.Document KeySetAsJson);
}
