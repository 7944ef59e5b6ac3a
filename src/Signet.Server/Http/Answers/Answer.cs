using System.IO.Pipelines;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Answers;

/// <summary>What an endpoint answers, before it is written in the form that the client wants.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Texts for Warning headers (RFC 9111, section 5.5), without quotes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>An object of the API, as canonical JSON.</summary>
    public sealed record Object(int Code, ReadOnlyMemory<byte> Json) : Answer
    {
        /// <summary>The resource of a stored kind's object; null for other answers.</summary>
        public ResourceDefinition? Resource { get; init; }

        /// <summary>The form that was negotiated.</summary>
        public AnswerFormat Format { get; init; }
    }

    /// <summary>A list of the API's objects, or a page of one.</summary>
    public sealed record List(ListPage Page) : Answer
    {
        /// <summary>The form that was negotiated.</summary>
        public AnswerFormat Format { get; init; }
    }

    /// <summary>Bytes in a media type of their own.</summary>
    public sealed record Document(int Code, string MediaType, ReadOnlyMemory<byte> Bytes) : Answer
    {
        /// <summary>How long it may be kept; null for what nobody may keep.</summary>
        public string? CacheControl { get; init; }

        /// <summary>The entity tag, with its quotes, or null.</summary>
        public string? EntityTag { get; init; }

        /// <summary>Whether <c>If-None-Match: *</c> is met, as RFC 9110 has it; Kubernetes' aggregated discovery takes only tags, as recorded.</summary>
        public bool AnyTagMatches { get; init; }

        /// <summary>How the bytes are encoded, or null when they are not.</summary>
        public string? ContentEncoding { get; init; }

        /// <summary>Which request headers the answer depends on, or null.</summary>
        public string? Vary { get; init; }
    }

    /// <summary>A code without a body.</summary>
    public sealed record Empty(int Code) : Answer
    {
        /// <summary>The media type, or null for none.</summary>
        public string? MediaType { get; init; }

        /// <summary>Where to look instead, or null.</summary>
        public string? Location { get; init; }
    }

    /// <summary>Plain text.</summary>
    public sealed record Text(int Code, string Body) : Answer
    {
        /// <summary>What Go's servers answer to a path that leads nowhere.</summary>
        public static Text PageNotFound { get; } = new(404, "404 page not found\n");
    }

    /// <summary>A failure; written as a Status.</summary>
    public sealed record Failure(StatusError Error) : Answer;

    /// <summary>Documents without end; the writer is called once the headers are on their way. It ends when the access ends.</summary>
    public sealed record Streaming(string MediaType, Func<PipeWriter, StreamAccess, CancellationToken, Task> WriteAsync) : Answer;

    /// <summary>The same answer with warnings before its own.</summary>
    public Answer WithWarnings(IReadOnlyList<string> warnings) =>
        warnings.Count == 0 ? this : this with { Warnings = Warnings.Count == 0 ? warnings : [.. warnings, .. Warnings] };

    /// <summary>A failure is an answer too.</summary>
    public static implicit operator Answer(StatusError error) => new Failure(error);
}
