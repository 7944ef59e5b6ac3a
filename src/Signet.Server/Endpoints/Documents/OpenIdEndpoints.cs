using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing.Jwks;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// The discovery documents and the JWKS (Kubernetes, <c>pkg/routes/openidmetadata.go</c>), also for clients that accept only
/// <c>application/json</c>. Rendered once for each phase of the key ring.
/// </summary>
internal sealed class OpenIdEndpoints(IssuerDocuments documents, KeyRing keys)
{
    private const string JsonType = "application/json";
    private const string KeySetType = "application/jwk-set+json";

    private static readonly string[] ConfigurationTypes = [JsonType];
    private static readonly string[] KeySetTypes = [KeySetType, JsonType];
    private Rendered? _rendered;

    /// <summary>The document; a 404 for a path below a document; null for other paths.</summary>
    public Answer? Answer(ApiRequest request)
    {
        if (request.Info.IsResourceRequest)
        {
            return null;
        }

        if (documents.Find(request.Info.Path) is not { } document)
        {
            return documents.IsBeneath(request.Info.Path) ? (Answer)StatusErrors.UnknownResource : null;
        }

        if (request.Info.Verb is not ("get" or "head"))
        {
            return StatusErrors.MethodNotAllowed;
        }

        var offered = document.IsKeySet ? KeySetTypes : ConfigurationTypes;
        return MediaRanges.Choose(request.Http.Request, offered) switch
        {
            null => Negotiation.NotAcceptable(string.Join(", ", offered)),
            _ when !document.IsKeySet => At(request.Now).Configurations[document],
            KeySetType => At(request.Now).KeySet,
            _ => At(request.Now).KeySetAsJson,
        };
    }

    private Rendered At(DateTimeOffset now)
    {
        var phase = keys.Current.At(now);
        var rendered = Volatile.Read(ref _rendered);
        if (rendered is null || !ReferenceEquals(rendered.Phase, phase))
        {
            rendered = Render(phase);
            Volatile.Write(ref _rendered, rendered);
        }

        return rendered;
    }

    private Rendered Render(KeyRingPhase phase)
    {
        var keySet = JsonWebKeySetWriter.Render(phase);
        var mayBeKept = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)phase.MaxAge.TotalSeconds}");
        return new Rendered(
            phase,
            documents.All.Where(document => !document.IsKeySet).Distinct().ToFrozenDictionary(
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
        KeyRingPhase Phase, FrozenDictionary<IssuerDocument, Answer.Document> Configurations, Answer.Document KeySet, Answer.Document KeySetAsJson);
}
