using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Signet.Core.Primitives;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary><c>/openapi/v2</c> and <c>/openapi/v3/…</c> (kube-openapi, <c>pkg/handler</c> and <c>pkg/handler3</c>).</summary>
internal sealed class OpenApiEndpoint(OpenApiDocuments documents)
{
    private const string V2 = "/openapi/v2";
    private const string V3 = "/openapi/v3";
    private const string Json = "application/json";

    /// <summary>Answers, or null for a path that is no document's.</summary>
    public Answer? Answer(ApiRequest request)
    {
        var path = request.Info.Path;
        var isV3 = path == V3 || path.StartsWith(V3 + "/", StringComparison.Ordinal);
        if (!isV3 && path != V2)
        {
            return null;
        }

        return request.Info.Verb != "get" ? StatusErrors.MethodNotAllowed
            : path == V2 ? AnswerV2(request)
            : path == V3 ? new Answer.Document(200, "text/plain; charset=utf-8", documents.Index)
            : AnswerV3(request, path[(V3.Length + 1)..]);
    }

    private Answer AnswerV2(ApiRequest request)
    {
        if (!Accepts(request))
        {
            return new Answer.Empty(406);
        }

        var document = DocumentOf(documents.V2, null);
        return AcceptsGzip(request) ? document with { Bytes = documents.CompressedV2, ContentEncoding = "gzip" } : document;
    }

    private Answer AnswerV3(ApiRequest request, string name)
    {
        if (documents.Find(name) is not { } document)
        {
            return new Answer.Empty(404);
        }

        if (!Accepts(request))
        {
            return new Answer.Empty(406);
        }

        var hash = request.Query.First("hash") ?? "";
        if (hash.Length > 0 && hash != document.Hash)
        {
            return new Answer.Empty(301) { MediaType = Json, Location = OpenApiDocuments.AddressOf(name, document) };
        }

        return DocumentOf(document, hash.Length > 0 ? "public, immutable" : null);
    }

    private static Answer.Document DocumentOf(OpenApiDocument document, string? cacheControl) => new(200, Json, document.Json)
    {
        EntityTag = $"\"{document.Hash}\"",
        CacheControl = cacheControl,
        Vary = "Accept",
        AnyTagMatches = true,
    };

    /// <summary>Here, other than elsewhere, any application will do.</summary>
    private static bool Accepts(ApiRequest request) =>
        Negotiation.Accepts(request.Http.Request, Json) || Negotiation.Accepts(request.Http.Request, "application/*");

    private static bool AcceptsGzip(ApiRequest request)
    {
        foreach (var header in request.Http.Request.Headers[HeaderNames.AcceptEncoding])
        {
            foreach (var choice in new StringTokenizer(header ?? "", [',']))
            {
                if (choice.Trim().StartsWith("gzip", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
