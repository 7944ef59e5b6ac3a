using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Signet.Server.Http;

/// <summary>Compression of large answers (apiserver, <c>pkg/endpoints/handlers/responsewriters/writers.go</c>): gzip at its quickest, and only for who asks.</summary>
internal static class ContentEncoding
{
    /// <summary>What is smaller is not worth it.</summary>
    public const int Threshold = 128 * 1024;

    /// <summary>Whether an answer of so many bytes is compressed. Only the bare word counts: <c>gzip;q=0</c> is no wish.</summary>
    public static bool IsWanted(HttpRequest request, long length)
    {
        if (length <= Threshold)
        {
            return false;
        }

        var header = request.Headers.AcceptEncoding.ToString().AsSpan();
        foreach (var range in header.Split(','))
        {
            if (header[range].Trim().SequenceEqual("gzip"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Announces a compressed body.</summary>
    public static void Announce(HttpResponse response)
    {
        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
    }

    /// <summary>Compresses what is written, with only a part of it in memory.</summary>
    public static async Task WriteAsync(HttpResponse response, Func<PipeWriter, CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            var output = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
            await writeAsync(output, cancellationToken).ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
        }
    }
}
