using System.Text;
using Signet.Cli.Publish;

namespace Signet.Tests.Cli.Publish;

/// <summary>Documents of tests.</summary>
internal static class TestDocuments
{
    /// <summary>A JWKS and a discovery document; the text tells versions apart.</summary>
    public static IReadOnlyList<PublishedDocument> Of(string text, string under = "") =>
    [
        Make($"{under}/openid/v1/jwks", true, $$"""{"keys":["{{text}}"]}"""),
        Make($"{under}/.well-known/openid-configuration", false, $$"""{"issuer":"{{text}}"}"""),
    ];

    private static PublishedDocument Make(string path, bool isKeySet, string content) => new(path, isKeySet, Encoding.UTF8.GetBytes(content))
    {
        ContentType = isKeySet ? "application/jwk-set+json" : "application/json",
        CacheControl = "public, max-age=3600",
    };
}
