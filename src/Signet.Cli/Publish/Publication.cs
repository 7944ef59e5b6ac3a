using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Signing.Jwks;

namespace Signet.Cli.Publish;

/// <summary>What a server publishes at a moment.</summary>
/// <param name="Documents">The documents; each JWKS before all discovery documents.</param>
/// <param name="Keys">The keys that every JWKS of it has.</param>
internal sealed record Publication(IReadOnlyList<PublishedDocument> Documents, IReadOnlyList<PublishedKey> Keys)
{
    /// <summary>The longest lifetime of a token.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>The managed keys of the server whose publication is not confirmed.</summary>
    public required IReadOnlyList<string> Unconfirmed { get; init; }

    /// <summary>The ids of the keys.</summary>
    public IReadOnlyList<string> KeyIds => [.. Keys.Select(key => key.KeyId)];

    /// <summary>Reads the status of a <c>SigningKeyOperation</c> with the action Documents.</summary>
    /// <exception cref="CommandException">It has no documents, or one that cannot be published.</exception>
    public static Publication Read(JsonObject status)
    {
        var publication = status.GetObject("publication") ?? throw new CommandException("the server has answered without documents; is it an earlier version?");
        IReadOnlyList<PublishedDocument> documents =
            [.. (publication.GetList("documents") ?? []).OfType<JsonObject>().Select(ReadDocument).OrderByDescending(document => document.IsKeySet)];
        var keySets = documents.Where(document => document.IsKeySet)
            .Select(document => JsonWebKeySetReader.TryRead(document.Content) ?? throw new CommandException($"the document {document.Path} of the server is not a JWKS")).ToList();
        if (keySets.Count == 0)
        {
            throw new CommandException("the server has no JWKS");
        }

        var keys = keySets[0].Where(key => keySets.All(other => other.Any(one => one.KeyId == key.KeyId))).ToList();
        return new Publication(documents, keys)
        {
            MaxLifetime = TimeSpan.FromSeconds(publication.GetInteger("maxLifetimeSeconds") ?? 0),
            Unconfirmed =
            [
                .. (status.GetList("keys") ?? []).OfType<JsonObject>()
                    .Where(key => key.GetString("publicationConfirmedAt").Length == 0)
                    .Select(key => key.GetString("keyID"))
                    .Where(keyId => keyId.Length > 0 && keys.Any(key => key.KeyId == keyId)),
            ],
        };
    }

    private static PublishedDocument ReadDocument(JsonObject document)
    {
        var path = document.GetString("path");
        return PublishedDocument.IsAllowed(path)
            ? new PublishedDocument(path, document.GetBoolean("keySet") == true, Encoding.UTF8.GetBytes(document.GetString("content")))
            {
                ContentType = document.GetString("contentType"),
                CacheControl = document.GetString("cacheControl"),
            }
            : throw new CommandException("the server has a document whose path cannot be used");
    }
}
