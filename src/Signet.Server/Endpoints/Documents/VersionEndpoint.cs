using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Documents;

/// <summary><c>/version</c>: the version of Kubernetes that is implemented, followed by a plus sign and Signet's version. Always indented.</summary>
internal sealed class VersionEndpoint(string signetVersion)
{
    /// <summary>The implemented version of Kubernetes.</summary>
    public const string Served = "v1.36.2";

    public const string Path = "/version";

    private const string JsonType = "application/json";
    private readonly byte[] _json = Render(signetVersion);

    public Answer Answer(ApiRequest request) =>
        request.Info.Verb != "get" ? StatusErrors.MethodNotAllowed
        : Negotiation.Accepts(request.Http.Request, JsonType) ? new Answer.Document(200, JsonType, _json)
        : Negotiation.NotAcceptable(JsonType);

    private static byte[] Render(string signetVersion)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("major"u8, "1"u8);
        writer.WriteString("minor"u8, "36"u8);
        writer.WriteString("gitVersion"u8, $"{Served}+signet.{signetVersion}");
        writer.WriteString("gitCommit"u8, ""u8);
        writer.WriteString("gitTreeState"u8, "clean"u8);
        writer.WriteString("buildDate"u8, "1970-01-01T00:00:00Z"u8);
        writer.WriteString("goVersion"u8, ""u8);
        writer.WriteString("compiler"u8, RuntimeInformation.FrameworkDescription);
        writer.WriteString("platform"u8, RuntimeInformation.RuntimeIdentifier);
        writer.WriteEndObject();
        writer.Flush();
        return IndentedJson.Rewrite(buffer.WrittenSpan);
    }
}
