using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Tokens;
using Signet.Server.Http;
using Signet.Server.Http.Documents;

namespace Signet.Server.Endpoints;

/// <summary>
/// The discovery documents and the JWKS (Kubernetes, <c>pkg/routes/openidmetadata.go</c>), also for clients that only accept
/// <c>application/json</c>. Rendered once for each set of keys; answering copies bytes.
/// </summary>
public sealed class OpenIdEndpoints(IssuerDocuments documents, IKeySetSource keys)
{
    private const string MayBeKept = "public, max-age=3600";
    private const string JsonType = "application/json";
    private const string KeySetType = "application/jwk-set+json";

    private static readonly string[] ConfigurationTypes = [JsonType];
    private static readonly string[] KeySetTypes = [KeySetType, JsonType];
    private Rendered? _rendered;

    /// <summary>Answers; 404 beneath a document, null for any other path.</summary>
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
            _ when !document.IsKeySet => Current.Configurations[document],
            KeySetType => Current.KeySet,
            _ => Current.KeySetAsJson,
        };
    }

    private Rendered Current
    {
        get
        {
            var now = keys.Current;
            var rendered = Volatile.Read(ref _rendered);
            if (rendered is null || !ReferenceEquals(rendered.Keys, now))
            {
                rendered = Render(now);
                Volatile.Write(ref _rendered, rendered);
            }

            return rendered;
        }
    }

    private Rendered Render(KeySetSnapshot now)
    {
        var keySet = JsonWebKeySet.Render(now);
        return new Rendered(
            now,
            documents.All.Where(document => !document.IsKeySet).Distinct().ToFrozenDictionary(
                document => document,
                document => DocumentOf(JsonType, DiscoveryDocument.Render(document.Issuer, document.KeySetAddress, now))),
            DocumentOf(KeySetType, keySet),
            DocumentOf(JsonType, keySet));
    }

    /// <summary>The media type counts for the tag: a strong tag means one representation (RFC 9110, section 8.8.1).</summary>
    private static Answer.Document DocumentOf(string mediaType, byte[] bytes) => new(200, mediaType, bytes)
    {
        CacheControl = MayBeKept,
        EntityTag = $"\"{Base64UrlText.Encode(SHA256.HashData([.. Encoding.ASCII.GetBytes(mediaType), .. bytes]))}\"",
        AnyTagMatches = true,
        Vary = "Accept",
    };

    private sealed record Rendered(
        KeySetSnapshot Keys, FrozenDictionary<IssuerDocument, Answer.Document> Configurations, Answer.Document KeySet, Answer.Document KeySetAsJson);
}
