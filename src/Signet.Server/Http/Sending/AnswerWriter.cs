using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Http.Sending;

/// <summary>Writes answers: maps failures to status codes, and encodes objects as JSON, YAML or protobuf.</summary>
internal static class AnswerWriter
{
    /// <summary>Indexed by <see cref="BodyFormat"/>.</summary>
    private static readonly string[] MediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>The media type of an encoding.</summary>
    public static string MediaTypeOf(BodyFormat encoding) => MediaTypes[(int)encoding];

    private static ReadOnlySpan<byte> LineEnd => "\n"u8;

    private static readonly StringValues NotToBeKept = "no-cache, private";

    /// <summary>Writes the answer of a request, and counts the bytes of its body.</summary>
    /// <param name="record">The request, with its answer.</param>
    /// <param name="cancellationToken">Cancelled at the deadline or when the connection closes; for a streaming answer also when the server stops.</param>
    public static Task WriteAsync(RequestRecord record, CancellationToken cancellationToken) => WriteAsync(record, StreamAccess.Unlimited, cancellationToken);

    /// <summary>Writes an answer that ends with its access.</summary>
    public static Task WriteAsync(RequestRecord record, StreamAccess access, CancellationToken cancellationToken)
    {
        var answer = record.Answer!;
        WarningHeaders.Append(record.Received.Http, answer.Warnings);
        return answer switch
        {
            Answer.Object found => WriteObjectAsync(record, found, cancellationToken),
            Answer.List list => WriteListAsync(record, list.Page, list.Format, cancellationToken),
            Answer.Failure failure => WriteFailureAsync(record, failure.Error, cancellationToken),
            Answer.Document document => WriteDocumentAsync(record, document, cancellationToken),
            Answer.Empty empty => WriteEmptyAsync(record.Received.Http, empty),
            Answer.Text text => WriteBytesAsync(record, text.Code, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text.Body), endsLine: false, cancellationToken),
            Answer.Streaming stream => WriteStreamAsync(record, stream, access, cancellationToken),
            _ => throw new InvalidOperationException($"an answer of the type {answer.GetType().Name} cannot be written"),
        };
    }

    /// <summary>Removes what belongs to an answer that was held back or delayed and is not sent; another one may be written.</summary>
    public static void Discard(RequestRecord record)
    {
        var headers = record.Received.Http.Response.Headers;
        headers.ContentEncoding = default;
        headers.ContentLength = null;
        headers.CacheControl = default;
        headers.ETag = default;
        headers.Location = default;
        headers.Warning = default;
        headers.ContentSecurityPolicy = default;
        (record.Hold, record.BytesWritten, record.IsDelayed, record.DelayedBody) = (null, 0, false, null);
    }

    private static PipeWriter OutputOf(RequestRecord record)
    {
        var output = record.Received.Http.Response.BodyWriter;
        return record.Hold is { } hold ? new HeldPipeWriter(output, hold) : output;
    }

    private static Task WriteObjectAsync(RequestRecord record, Answer.Object found, CancellationToken cancellationToken) =>
        ObjectRenderer.Render(found.Json, found.Resource, found.Format, record.Received.Now).TryGetValue(out var bytes, out var error)
            ? WriteRenderedAsync(record, found.Code, bytes, found.Format, cancellationToken)
            : WriteFailureAsync(record, error, cancellationToken);

    private static Task WriteListAsync(RequestRecord record, ListPage page, AnswerFormat format, CancellationToken cancellationToken)
    {
        var list = new ListJson(page);
        if (!format.IsAsStored)
        {
            var rendered = new Answer.Object(StatusCodes.Status200OK, list.ToBytes()) { Resource = page.Resource, Format = format };
            return WriteObjectAsync(record, rendered, cancellationToken);
        }

        var http = record.Received.Http;
        http.Response.ContentType = MediaTypeOf(BodyFormat.Json);
        http.Response.Headers.CacheControl = NotToBeKept;
        if (ContentEncoding.IsAccepted(http.Request, list.Length))
        {
            return WriteCompressedAsync(record, list.WriteAsync, cancellationToken);
        }

        http.Response.ContentLength = list.Length;
        return list.WriteAsync(new CountingPipeWriter(OutputOf(record), record), cancellationToken);
    }

    private static Task WriteFailureAsync(RequestRecord record, StatusError error, CancellationToken cancellationToken)
    {
        var http = record.Received.Http;
        if (error.Details is { RetryAfterSeconds: > 0 and var seconds })
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var format = Negotiation.DecideForError(http.Request, record.Received.Query);
        return WriteRenderedAsync(
            record, error.Code, ObjectRenderer.Encode(StatusJson.Write(error), SchemaCatalog.Kubernetes, format), format, cancellationToken);
    }

    private static Task WriteDocumentAsync(RequestRecord record, Answer.Document document, CancellationToken cancellationToken)
    {
        var http = record.Received.Http;
        var headers = http.Response.Headers;
        headers.CacheControl = document.CacheControl ?? NotToBeKept;
        if (document.Vary is { } vary)
        {
            headers.Append(Microsoft.Net.Http.Headers.HeaderNames.Vary, vary);
        }

        if (document.SecurityPolicy is { } policy)
        {
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
        }

        if (document.EntityTag is { } tag)
        {
            headers.ETag = tag;
            if (EntityTags.Match(http.Request.Headers.IfNoneMatch, tag, document.AnyTagMatches))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        headers.ContentEncoding = document.ContentEncoding;
        return WriteBytesAsync(record, document.Code, document.MediaType, document.Bytes, endsLine: false, cancellationToken);
    }

    private static Task WriteEmptyAsync(HttpContext http, Answer.Empty empty)
    {
        http.Response.StatusCode = empty.Code;
        http.Response.Headers.CacheControl = NotToBeKept;
        http.Response.Headers.ContentType = empty.MediaType;
        http.Response.Headers.Location = empty.Location;
        if (empty.Code != StatusCodes.Status204NoContent)
        {
            http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    private static Task WriteRenderedAsync(
        RequestRecord record, int code, ReadOnlyMemory<byte> bytes, AnswerFormat format, CancellationToken cancellationToken)
    {
        var http = record.Received.Http;
        var mediaType = MediaTypeOf(format.Encoding);
        if (!ContentEncoding.IsAccepted(http.Request, bytes.Length))
        {
            return WriteBytesAsync(record, code, mediaType, bytes, format.EndsLine, cancellationToken);
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = mediaType;
        http.Response.Headers.CacheControl = NotToBeKept;
        return WriteCompressedAsync(
            record,
            async (output, token) =>
            {
                output.Write(bytes.Span);
                output.Write(format.EndsLine ? LineEnd : []);
                await output.FlushAsync(token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static Task WriteCompressedAsync(RequestRecord record, Func<PipeWriter, CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        var response = record.Received.Http.Response;
        ContentEncoding.Announce(response);
        return ContentEncoding.WriteAsync(new CountingPipeWriter(OutputOf(record), record), writeAsync, cancellationToken);
    }

    private static Task WriteBytesAsync(
        RequestRecord record, int code, string mediaType, ReadOnlyMemory<byte> bytes, bool endsLine, CancellationToken cancellationToken)
    {
        var end = endsLine ? LineEnd : [];
        var (request, response) = (record.Received.Http.Request, record.Received.Http.Response);
        response.StatusCode = code;
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length + end.Length;
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = NotToBeKept;
        }

        var isHead = HttpMethods.IsHead(request.Method);
        record.BytesWritten += isHead ? 0 : bytes.Length + end.Length;
        if (record.IsDelayed)
        {
            record.DelayedBody = isHead ? [] : [.. bytes.Span, .. end];
            return Task.CompletedTask;
        }

        if (isHead)
        {
            return Task.CompletedTask;
        }

        var output = OutputOf(record);
        output.Write(bytes.Span);
        output.Write(end);
        return NoteAsync(record, output.FlushAsync(cancellationToken));
    }

    /// <summary>Allocates nothing when the flush has completed already.</summary>
    private static async Task NoteAsync(RequestRecord record, ValueTask<FlushResult> flushing)
    {
        var flushed = await flushing.ConfigureAwait(false);
        record.IsConnectionClosed |= flushed.IsCompleted;
    }

    private static async Task WriteStreamAsync(RequestRecord record, Answer.Streaming stream, StreamAccess access, CancellationToken cancellationToken)
    {
        var http = record.Received.Http;
        http.Response.ContentType = stream.MediaType;
        http.Response.Headers.CacheControl = NotToBeKept;

        // nginx buffers answers without this header.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(new CountingPipeWriter(http.Response.BodyWriter, record), access, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The connection of a client that does not read is aborted; no error can be sent.
            record.End = RequestEnd.CutOff;
            http.Abort();
        }
    }
}
