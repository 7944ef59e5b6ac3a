using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Signet.Server.Hosting.Web;

/// <summary>
/// Responds to plain HTTP on the TLS port, as servers in Go do. Inspects the first byte of a connection before TLS: a TLS record starts with a byte
/// below 32 or above 127, an HTTP request with a letter.
/// </summary>
internal static class PlainHttpRefusal
{
    private const string Sentence = "Client sent an HTTP request to an HTTPS server.\n";

    /// <summary>
    /// The number of bytes that are read after the response, so that a client that is still sending is not reset before it has read the response.
    /// </summary>
    private const int MaxDiscardedBytes = 256 * 1024;

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Sentence.Length}\r\nConnection: close\r\n\r\n{Sentence}");

    /// <summary>Adds the check before TLS.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="timeLimit">The time limit of the first byte, equal to that of the TLS handshake, and of reading the response.</param>
    /// <param name="time">The clock.</param>
    public static void RefusePlainHttp(this ListenOptions listen, TimeSpan timeLimit, TimeProvider time) =>
        listen.Use(next => connection => InvokeAsync(connection, next, timeLimit, time));

    private static async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan timeLimit, TimeProvider time)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var first))
        {
            using var limit = new CancellationTokenSource(timeLimit, time);
            try
            {
                first = await input.ReadAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The client sent nothing, or disconnected.
                return;
            }
        }

        var isRequest = !first.Buffer.IsEmpty && char.IsAsciiLetter((char)first.Buffer.FirstSpan[0]);
        var isEnd = first.Buffer.IsEmpty && first.IsCompleted;
        input.AdvanceTo(first.Buffer.Start);
        if (isRequest)
        {
            await RefuseAsync(connection.Transport, timeLimit, time).ConfigureAwait(false);
        }
        else if (!isEnd)
        {
            await next(connection).ConfigureAwait(false);
        }
    }

    private static async Task RefuseAsync(IDuplexPipe transport, TimeSpan timeLimit, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(timeLimit, time);
        try
        {
            await transport.Output.WriteAsync(Answer, limit.Token).ConfigureAwait(false);
            for (var discarded = 0L; discarded < MaxDiscardedBytes;)
            {
                var read = await transport.Input.ReadAsync(limit.Token).ConfigureAwait(false);
                discarded += read.Buffer.Length;
                transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client disconnected, or the time limit has passed.
        }
    }
}
