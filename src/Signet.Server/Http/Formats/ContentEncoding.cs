using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Signet.Server.Http.Formats;

/// <summary>
/// Compression of large answers (apiserver, <c>pkg/endpoints/handlers/responsewriters/writers.go</c>): the fastest gzip, for clients that
/// accept it.
/// </summary>
internal static class ContentEncoding
{
    public const string Gzip = "gzip";

    /// <summary>The minimum size of a compressed answer in bytes.</summary>
    public const int Threshold = 128 * 1024;

    /// <summary>Whether an answer of this size is compressed.</summary>
    public static bool IsAccepted(HttpRequest request, long length) => length > Threshold && IsAccepted(request);

    /// <summary>Whether Accept-Encoding names gzip with a weight above zero (RFC 9110, section 12.5.3).</summary>
    public static bool IsAccepted(HttpRequest request)
    {
        foreach (var header in request.Headers.AcceptEncoding)
        {
            foreach (var clause in AcceptHeader.Read(header ?? ""))
            {
                if (clause.MediaType.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
                {
                    return clause.Quality > 0;
                }
            }
        }

        return false;
    }

    /// <summary>Sets the headers of a compressed body.</summary>
    public static void Announce(HttpResponse response)
    {
        response.Headers.ContentEncoding = Gzip;
        response.Headers.Append("Vary", "Accept-Encoding");
    }

    /// <summary>Compresses the output; only a part is in memory at a time.</summary>
    public static async Task WriteAsync(PipeWriter response, Func<PipeWriter, CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        var gzip = new GZipStream(response.AsStream(leaveOpen: true), CompressionLevel.Fastest);
        await using (gzip.ConfigureAwait(false))
        {
            var output = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
            try
            {
                await writeAsync(output, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Returns the writer's buffers without flushing them.
                await output.CompleteAsync(exception).ConfigureAwait(false);
                throw;
            }

            await output.CompleteAsync().ConfigureAwait(false);
        }
    }
}
