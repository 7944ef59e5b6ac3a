using System.IO.Pipelines;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Answers;

/// <summary>An endpoint's answer, before it is encoded in the negotiated format.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Values of Warning headers (RFC 9111, section 5.5), without quotes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>An object of the API, as canonical JSON.</summary>
    public sealed record Object(int Code, ReadOnlyMemory<byte> Json) : Answer
    {
        /// <summary>The resource of a stored object; null for other answers.</summary>
        public ResourceDefinition? Resource { get; init; }

        public AnswerFormat Format { get; init; }
    }

    /// <summary>A list of API objects, or a page of one.</summary>
    public sealed record List(ListPage Page) : Answer
    {
        public AnswerFormat Format { get; init; }
    }

    /// <summary>A document of a fixed media type.</summary>
    public sealed record Document(int Code, string MediaType, ReadOnlyMemory<byte> Bytes) : Answer
    {
        /// <summary>The value of Cache-Control; null for answers that may not be cached.</summary>
        public string? CacheControl { get; init; }

        /// <summary>The entity tag, with its quotes, or null.</summary>
        public string? EntityTag { get; init; }

        /// <summary>Whether <c>If-None-Match: *</c> is met, as RFC 9110 has it; Kubernetes' aggregated discovery takes only tags, as recorded.</summary>
        public bool AnyTagMatches { get; init; }

        /// <summary>The value of Content-Encoding; null when the bytes are not encoded.</summary>
        public string? ContentEncoding { get; init; }

        /// <summary>The value of Vary, or null.</summary>
        public string? Vary { get; init; }

        /// <summary>The value of Content-Security-Policy for a page that browsers show; null for documents that are not shown.</summary>
        public string? SecurityPolicy { get; init; }
    }

    /// <summary>A status code without a body.</summary>
    public sealed record Empty(int Code) : Answer
    {
        /// <summary>The media type, or null for none.</summary>
        public string? MediaType { get; init; }

        /// <summary>The value of Location, or null.</summary>
        public string? Location { get; init; }
    }

    public sealed record Text(int Code, string Body) : Answer
    {
        /// <summary>The answer of Go's HTTP server to an unknown path.</summary>
        public static Text PageNotFound { get; } = new(404, "404 page not found\n");
    }

    /// <summary>A failure, written as a <c>meta/v1</c> Status.</summary>
    public sealed record Failure(StatusError Error) : Answer;

    /// <summary>A stream of documents. The writer is called after the headers are sent, and returns when the access ends.</summary>
    public sealed record Streaming(string MediaType, Func<PipeWriter, StreamAccess, CancellationToken, Task> WriteAsync) : Answer;

    /// <summary>A copy with these warnings before its own.</summary>
    public Answer WithWarnings(IReadOnlyList<string> warnings) =>
        warnings.Count == 0 ? this : this with { Warnings = Warnings.Count == 0 ? warnings : [.. warnings, .. Warnings] };

    /// <summary>Converts a failure to its answer.</summary>
    public static implicit operator Answer(StatusError error) => new Failure(error);
}
