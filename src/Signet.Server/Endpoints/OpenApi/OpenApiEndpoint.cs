using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary><c>/openapi/v2</c> and <c>/openapi/v3/…</c> (kube-openapi, <c>pkg/handler</c> and <c>pkg/handler3</c>).</summary>
internal sealed class OpenApiEndpoint(OpenApiDocuments documents)
{
    private const string V2 = "/openapi/v2";
    private const string V3 = "/openapi/v3";

    /// <summary>The paths of the documents, as <c>/</c> lists them.</summary>
    public static IReadOnlyList<string> Paths { get; } = [V2, V3, V3 + "/"];

    /// <summary>The document, or null for other paths.</summary>
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
        if (ChooseV2(request) is not { } chosen)
        {
            return new Answer.Empty(406);
        }

        var document = DocumentOf(chosen, null);
        return ContentEncoding.IsAccepted(request.Http.Request)
            ? document with { Bytes = chosen.Compressed, ContentEncoding = ContentEncoding.Gzip }
            : document;
    }

    /// <summary>The first available media type in the client's order of preference.</summary>
    private OpenApiDocument? ChooseV2(ApiRequest request)
    {
        var clauses = Negotiation.ClausesOf(request.Http.Request);
        foreach (var clause in clauses)
        {
            switch (clause.MediaType)
            {
                case OpenApiDocument.JsonType or "application/*" or "*/*":
                    return documents.V2;
                case OpenApiDocument.ProtobufType or OpenApiDocument.LegacyProtobufType:
                    return documents.V2Protobuf;
            }
        }

        return clauses.Count == 0 ? documents.V2 : null;
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
            return new Answer.Empty(301) { MediaType = document.MediaType, Location = OpenApiDocuments.AddressOf(name, document) };
        }

        return DocumentOf(document, hash.Length > 0 ? "public, immutable" : null);
    }

    private static Answer.Document DocumentOf(OpenApiDocument document, string? cacheControl) => new(200, document.MediaType, document.Bytes)
    {
        EntityTag = $"\"{document.Hash}\"",
        CacheControl = cacheControl,
        Vary = "Accept",
        AnyTagMatches = true,
    };

    /// <summary>Here <c>application/*</c> matches every type, unlike in other endpoints.</summary>
    private static bool Accepts(ApiRequest request) =>
        Negotiation.Accepts(request.Http.Request, OpenApiDocument.JsonType) || Negotiation.Accepts(request.Http.Request, "application/*");
}
