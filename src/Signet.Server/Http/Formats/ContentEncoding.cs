using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Signet.Server.Http.Formats;

/// <summary>Compression of large answers (apiserver, <c>pkg/endpoints/handlers/responsewriters/writers.go</c>): gzip at its quickest, and only for who asks.</summary>
internal static class ContentEncoding
{
    /// <summary>The name of the encoding.</summary>
    public const string Gzip = "gzip";

    /// <summary>What is smaller is not worth it.</summary>
    public const int Threshold = 128 * 1024;

    /// <summary>Whether an answer of so many bytes is compressed.</summary>
    public static bool IsWanted(HttpRequest request, long length) => length > Threshold && IsAccepted(request);

    /// <summary>Whether a client reads gzip: it names it (RFC 9110, section 12.5.3), and not with a weight of zero.</summary>
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

    /// <summary>Announces a compressed body.</summary>
    public static void Announce(HttpResponse response)
    {
        response.Headers.ContentEncoding = Gzip;
        response.Headers.Append("Vary", "Accept-Encoding");
    }

    /// <summary>Compresses what is written, with only a part of it in memory.</summary>
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
