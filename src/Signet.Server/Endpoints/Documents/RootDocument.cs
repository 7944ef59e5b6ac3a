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
/// JSON. Rendered once for each list of accepted issuers.
/// </summary>
internal sealed class RootDocument(DiscoveryEndpoints discovery, HealthEndpoint health, IssuerDocuments issuers)
{
    private Rendered? _rendered;

    /// <summary>The paths, sorted.</summary>
    public IReadOnlyList<string> Paths => Current.Paths;

    private Rendered Current
    {
        get
        {
            var (documents, rendered) = (issuers.Paths, Volatile.Read(ref _rendered));
            if (rendered is null || !ReferenceEquals(rendered.Documents, documents))
            {
                rendered = Render(documents);
                Volatile.Write(ref _rendered, rendered);
            }

            return rendered;
        }
    }

    public Answer Answer(ApiRequest request) =>
        request.Info.Verb == "get" ? new Answer.Document(200, "application/json", Current.Json) : StatusErrors.MethodNotAllowed;

    private Rendered Render(IReadOnlyList<string> documents)
    {
        IReadOnlyList<string> paths =
        [
            .. ((IEnumerable<string>)
                [.. discovery.Paths, .. health.Paths, .. OpenApiEndpoint.Paths, .. documents, VersionEndpoint.Path, .. MetricsEndpoint.Paths])
                .Order(StringComparer.Ordinal),
        ];
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteStrings("paths", paths);
        writer.WriteEndObject();
        writer.Flush();
        return new Rendered(documents, paths, IndentedJson.Rewrite(buffer.WrittenSpan));
    }

    private sealed record Rendered(IReadOnlyList<string> Documents, IReadOnlyList<string> Paths, byte[] Json);
}
