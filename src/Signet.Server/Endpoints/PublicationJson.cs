using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Signing.Ring;
using Signet.Server.Http.Documents;

namespace Signet.Server.Endpoints;

/// <summary>Writes <c>status.publication</c> of a <c>SigningKeyOperation</c>: the issuers' documents for <c>signet publish</c>.</summary>
/// <param name="documents">The documents.</param>
/// <param name="keys">The keys.</param>
internal sealed class PublicationJson(IssuerDocuments documents, KeyRing keys)
{
    /// <summary>The documents at a time, all of the same snapshot of the keys, each beneath the path of its issuer.</summary>
    public JsonObject At(DateTimeOffset now)
    {
        var snapshot = keys.Current;
        var rendered = IssuerDocumentRenderer.Render(KeyRingPhase.OfCopy(snapshot, now), documents.All);
        var list = new JsonArray();
        foreach (var (path, document) in documents.BeneathIssuers)
        {
            var served = rendered[document];
            var json = new JsonObject
            {
                ["path"] = path,
                ["issuer"] = document.Issuer,
                ["contentType"] = served.MediaType,
                ["content"] = Encoding.UTF8.GetString(served.Bytes.Span),
            };
            json.SetString("cacheControl", served.CacheControl ?? "");
            if (document.IsKeySet)
            {
                json["keySet"] = true;
            }

            list.Add((JsonNode)json);
        }

        return new JsonObject { ["documents"] = list, ["maxLifetimeSeconds"] = (long)snapshot.MaxLifetime.TotalSeconds };
    }
}
