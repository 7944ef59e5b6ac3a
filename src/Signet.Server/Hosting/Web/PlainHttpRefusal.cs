using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Signet.Server.Hosting.Web;

/// <summary>
/// Tells clients that speak HTTP to the TLS port so, as Go's servers do. Looks at the first byte of a connection before TLS does: a TLS
/// record begins with a byte below 32 or above 127, a request with a letter.
/// </summary>
internal static class PlainHttpRefusal
{
    private const string Sentence = "Client sent an HTTP request to an HTTPS server.\n";

    /// <summary>A client that goes on sending is listened to for so many bytes, so that it is not reset before it has read the answer.</summary>
    private const int LongestRest = 256 * 1024;

    /// <summary>How long the first byte may take, which is as long as TLS may; and how long a client may take to read the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Sentence.Length}\r\nConnection: close\r\n\r\n{Sentence}");

    /// <summary>Goes before TLS.</summary>
    public static void RefusePlainHttp(this ListenOptions listen, TimeProvider time) =>
        listen.Use(next => connection => InvokeAsync(connection, next, time));

    private static async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var first))
        {
            using var patience = new CancellationTokenSource(Patience, time);
            try
            {
                first = await input.ReadAsync(patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // A client that sends nothing, or has gone.
                return;
            }
        }

        var isRequest = !first.Buffer.IsEmpty && char.IsAsciiLetter((char)first.Buffer.FirstSpan[0]);
        var isEnd = first.Buffer.IsEmpty && first.IsCompleted;
        input.AdvanceTo(first.Buffer.Start);
        if (isRequest)
        {
            await RefuseAsync(connection.Transport, time).ConfigureAwait(false);
        }
        else if (!isEnd)
        {
            await next(connection).ConfigureAwait(false);
        }
    }

    private static async Task RefuseAsync(IDuplexPipe transport, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await transport.Output.WriteAsync(Answer, patience.Token).ConfigureAwait(false);
            for (var rest = 0L; rest < LongestRest;)
            {
                var read = await transport.Input.ReadAsync(patience.Token).ConfigureAwait(false);
                rest += read.Buffer.Length;
                transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or has had its time.
        }
    }
}
