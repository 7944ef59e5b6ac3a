using System.Collections.Concurrent;
using System.Security.Cryptography;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Sending;

namespace Signet.Server.Endpoints.Discovery;

/// <summary>An aggregated discovery document in the formats that clients ask for. Each is encoded once.</summary>
/// <param name="json">The document, as JSON on one line.</param>
internal sealed class AggregatedDocument(byte[] json)
{
    private const string Parameters = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private readonly string _entityTag = $"\"{Convert.ToHexString(SHA512.HashData(json))}\"";
    private readonly ConcurrentDictionary<AnswerFormat, Answer.Document> _rendered = new();

    /// <summary>The document in one format. All formats have the same entity tag, as in kube-apiserver; <c>Vary</c> distinguishes them.</summary>
    public Answer.Document In(AnswerFormat format) => _rendered.GetOrAdd(format, Render);

    private Answer.Document Render(AnswerFormat format)
    {
        var bytes = ObjectRenderer.Encode(json, SchemaCatalog.Kubernetes, format);
        return new Answer.Document(200, AnswerWriter.MediaTypeOf(format.Encoding) + Parameters, format.EndsLine ? (byte[])[.. bytes.Span, (byte)'\n'] : bytes)
        {
            CacheControl = "public",
            Vary = "Accept",
            EntityTag = _entityTag,
        };
    }
}
