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

namespace Signet.Server.Endpoints;

/// <summary>Renders the discovery documents and the JWKS, once for each phase of the key ring and list of accepted issuers. Safe for concurrent use.</summary>
internal sealed class IssuerDocumentRenderer(IssuerDocuments documents, KeyRing keys)
{
    public const string JsonType = "application/json";
    public const string KeySetType = "application/jwk-set+json";

    private RenderedDocuments? _rendered;

    /// <summary>The documents at a time.</summary>
    public RenderedDocuments At(DateTimeOffset now)
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

    /// <summary>Renders documents in a phase.</summary>
    public static RenderedDocuments Render(KeyRingPhase phase, IReadOnlyList<IssuerDocument> all)
    {
        var keySet = JsonWebKeySetWriter.Render(phase);
        var mayBeKept = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)phase.MaxAge.TotalSeconds}");
        return new RenderedDocuments(
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
}
