using System.Security.Cryptography;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Tokens;
using Signet.Server.Http;

namespace Signet.Server.Endpoints;

/// <summary>Where clients of OpenID Connect look.</summary>
public sealed record OpenIdOptions
{
    /// <summary>The issuer of new tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where the JWKS is (<c>--service-account-jwks-uri</c>).</summary>
    public required string KeySetAddress { get; init; }
}

/// <summary>
/// The discovery document and the JWKS (Kubernetes, <c>pkg/routes/openidmetadata.go</c>). Rendered once for each set of keys;
/// answering copies bytes.
/// </summary>
public sealed class OpenIdEndpoints(OpenIdOptions options, IKeySetSource keys)
{
    /// <summary>Where the discovery document is.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>Where the JWKS is.</summary>
    public const string KeySetPath = "/openid/v1/jwks";

    /// <summary>Where the documents are.</summary>
    public static IReadOnlyList<string> Paths { get; } = [ConfigurationPath, KeySetPath];

    private const string MayBeKept = "public, max-age=3600";
    private const string JsonType = "application/json";
    private const string KeySetType = "application/jwk-set+json";
    private Rendered? _rendered;

    /// <summary><c>/.well-known/openid-configuration</c>.</summary>
    public Answer AnswerConfiguration(ApiRequest request) => AnswerDocument(request, JsonType, Current.Configuration);

    /// <summary><c>/openid/v1/jwks</c>.</summary>
    public Answer AnswerKeySet(ApiRequest request) => AnswerDocument(request, KeySetType, Current.KeySet);

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

    private Rendered Render(KeySetSnapshot now) => new(
        now,
        DocumentOf(JsonType, DiscoveryDocument.Render(options.Issuer, options.KeySetAddress, now)),
        DocumentOf(KeySetType, JsonWebKeySet.Render(now)));

    private static Answer.Document DocumentOf(string mediaType, byte[] bytes) => new(200, mediaType, bytes)
    {
        CacheControl = MayBeKept,
        EntityTag = $"\"{Base64UrlText.Encode(SHA256.HashData(bytes))}\"",
    };

    private static Answer AnswerDocument(ApiRequest request, string mediaType, Answer.Document document) =>
        request.Info.Verb != "get" ? StatusErrors.MethodNotAllowed
        : Negotiation.Accepts(request.Http.Request, mediaType) ? document
        : Negotiation.NotAcceptable(mediaType);

    private sealed record Rendered(KeySetSnapshot Keys, Answer.Document Configuration, Answer.Document KeySet);
}
