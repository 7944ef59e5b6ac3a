using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Endpoints.OpenApi;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// <c>/</c>: the list of all document paths (apiserver, <c>pkg/server/routes/index.go</c>), taken from their endpoints. Always indented
/// JSON.
/// </summary>
internal sealed class RootDocument
{
    private readonly byte[] _json;

    public RootDocument(DiscoveryEndpoints discovery, HealthEndpoint health, IssuerDocuments issuers)
    {
        Paths =
        [
            .. ((IEnumerable<string>)[.. discovery.Paths, .. health.Paths, .. OpenApiEndpoint.Paths, .. issuers.Paths, VersionEndpoint.Path])
                .Order(StringComparer.Ordinal),
        ];
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteStrings("paths", Paths);
        writer.WriteEndObject();
        writer.Flush();
        _json = IndentedJson.Rewrite(buffer.WrittenSpan);
    }

    /// <summary>The paths, sorted.</summary>
    public IReadOnlyList<string> Paths { get; }

    public Answer Answer(ApiRequest request) => request.Info.Verb == "get" ? new Answer.Document(200, "application/json", _json) : StatusErrors.MethodNotAllowed;
}
