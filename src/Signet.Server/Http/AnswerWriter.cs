using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Schema;
using Signet.Server.Http.Documents;

namespace Signet.Server.Http;

/// <summary>Writes answers: the one place where a failure becomes a status code and an object becomes JSON, YAML or protobuf.</summary>
public static class AnswerWriter
{
    /// <summary>By <see cref="BodyFormat"/>.</summary>
    private static readonly string[] MediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>The media type of an encoding.</summary>
    internal static string MediaTypeOf(BodyFormat encoding) => MediaTypes[(int)encoding];

    private static ReadOnlySpan<byte> LineEnd => "\n"u8;

    private static readonly StringValues NotToBeKept = "no-cache, private";

    /// <summary>Writes an answer in the form that its request asks for.</summary>
    /// <param name="http">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="stopping">Ends an answer without end.</param>
    public static Task WriteAsync(HttpContext http, ApiRequest request, Answer answer, CancellationToken stopping)
    {
        WarningHeaders.Append(http, WarningsOf(request, answer));
        return WriteBodyAsync(http, request, answer, stopping);
    }

    private static IReadOnlyList<string> WarningsOf(ApiRequest request, Answer answer)
    {
        var own = answer switch
        {
            Answer.Object found => found.Warnings,
            Answer.List list => list.Page.Warnings,
            _ => [],
        };
        return own.Count == 0 ? request.Warnings : request.Warnings.Count == 0 ? own : [.. request.Warnings, .. own];
    }

    private static Task WriteBodyAsync(HttpContext http, ApiRequest request, Answer answer, CancellationToken stopping) => answer switch
    {
        Answer.Object found => WriteObjectAsync(http, request, found),
        Answer.List list => WriteListAsync(http, request, list.Page),
        Answer.Failure failure => WriteFailureAsync(http, request, failure.Error),
        Answer.Document document => WriteDocumentAsync(http, document),
        Answer.Empty empty => WriteEmptyAsync(http, empty),
        Answer.Text text => WriteBytesAsync(http, text.Code, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text.Body)),
        Answer.Streaming stream => WriteStreamAsync(http, stream, stopping),
        _ => throw new InvalidOperationException($"an answer of the type {answer.GetType().Name} cannot be written"),
    };

    private static Task WriteObjectAsync(HttpContext http, ApiRequest request, Answer.Object found) =>
        ObjectRenderer.Render(found.Json, found.Resource, request.Format, request.Now).TryGetValue(out var bytes, out var error)
            ? WriteRenderedAsync(http, found.Code, bytes, request.Format)
            : WriteFailureAsync(http, request, error);

    private static Task WriteListAsync(HttpContext http, ApiRequest request, ListPage page)
    {
        var list = new ListJson(page);
        if (!request.Format.IsAsStored)
        {
            return WriteObjectAsync(http, request, new Answer.Object(StatusCodes.Status200OK, list.ToBytes()) { Resource = page.Resource });
        }

        http.Response.ContentType = MediaTypeOf(BodyFormat.Json);
        http.Response.Headers.CacheControl = NotToBeKept;
        if (ContentEncoding.IsWanted(http.Request, list.Length))
        {
            ContentEncoding.Announce(http.Response);
            return ContentEncoding.WriteAsync(http.Response, list.WriteAsync, http.RequestAborted);
        }

        http.Response.ContentLength = list.Length;
        return list.WriteAsync(http.Response.BodyWriter, http.RequestAborted);
    }

    private static Task WriteFailureAsync(HttpContext http, ApiRequest request, StatusError error)
    {
        if (error.Details is { RetryAfterSeconds: > 0 and var seconds })
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var format = Negotiation.DecideForError(http.Request, request.Query);
        return WriteRenderedAsync(http, error.Code, ObjectRenderer.Encode(StatusJson.Write(error), SchemaCatalog.Kubernetes, format), format);
    }

    private static Task WriteDocumentAsync(HttpContext http, Answer.Document document)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = document.CacheControl ?? NotToBeKept;
        if (document.Vary is { } vary)
        {
            headers.Append(Microsoft.Net.Http.Headers.HeaderNames.Vary, vary);
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
        return WriteBytesAsync(http, document.Code, document.MediaType, document.Bytes);
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

    private static Task WriteRenderedAsync(HttpContext http, int code, ReadOnlyMemory<byte> bytes, AnswerFormat format)
    {
        var mediaType = MediaTypeOf(format.Encoding);
        if (!ContentEncoding.IsWanted(http.Request, bytes.Length))
        {
            return WriteBytesAsync(http, code, mediaType, bytes, format.EndsLine);
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = mediaType;
        http.Response.Headers.CacheControl = NotToBeKept;
        ContentEncoding.Announce(http.Response);
        return ContentEncoding.WriteAsync(
            http.Response,
            async (output, token) =>
            {
                output.Write(bytes.Span);
                output.Write(format.EndsLine ? LineEnd : []);
                await output.FlushAsync(token).ConfigureAwait(false);
            },
            http.RequestAborted);
    }

    private static Task WriteBytesAsync(HttpContext http, int code, string mediaType, ReadOnlyMemory<byte> bytes, bool endsLine = false)
    {
        var end = endsLine ? LineEnd : [];
        var response = http.Response;
        response.StatusCode = code;
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length + end.Length;
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = NotToBeKept;
        }

        if (HttpMethods.IsHead(http.Request.Method))
        {
            return Task.CompletedTask;
        }

        var output = response.BodyWriter;
        output.Write(bytes.Span);
        output.Write(end);
        return output.FlushAsync(http.RequestAborted).AsTask();
    }

    private static async Task WriteStreamAsync(HttpContext http, Answer.Streaming stream, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = stream.MediaType;
        http.Response.Headers.CacheControl = NotToBeKept;

        // nginx holds back what it has not been told is a stream.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(http.Response.BodyWriter, end.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A client that does not read is cut off: there is no way to tell it anything.
            http.Abort();
        }
    }
}
