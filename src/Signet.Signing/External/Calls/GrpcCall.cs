namespace Signet.Signing.External.Calls;

/// <summary>
/// One attempt of a call; its task completes with the answer, on the thread pool. The other members are guarded by the lock of its connection.
/// </summary>
/// <param name="head">The header block of the request.</param>
/// <param name="body">The message with its prefix.</param>
/// <param name="deadline">The timestamp of the clock at which it fails.</param>
internal sealed class GrpcCall(byte[] head, byte[] body, long deadline)
    : TaskCompletionSource<GrpcAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ResponseReader _response = new();

    /// <summary>The header block of the request.</summary>
    public byte[] Head => head;

    /// <summary>The message with its prefix.</summary>
    public byte[] Body => body;

    /// <summary>The timestamp of the clock at which the call fails.</summary>
    public long Deadline => deadline;

    /// <summary>The connection that has the call.</summary>
    public GrpcConnection? Connection { get; set; }

    /// <summary>The id of its stream; 0 while nothing was sent.</summary>
    public uint StreamId { get; set; }

    /// <summary>The number of sent bytes of the body.</summary>
    public int Sent { get; set; }

    /// <summary>How much the peer accepts on the stream; may be negative (RFC 9113, section 6.9.2).</summary>
    public long Window { get; set; }

    /// <summary>Whether the request is sent completely.</summary>
    public bool IsSent => Sent == body.Length;

    /// <summary>Cancels the call; no effect after its end.</summary>
    public void Cancel() => Connection?.Cancel(this);

    /// <summary>Reads headers or trailers; the answer when it is known.</summary>
    public GrpcAnswer? ReadHead(ResponseHead response, bool isLast) => _response.ReadHead(response, isLast);

    /// <summary>Reads a part of the message; the answer when it is known.</summary>
    public GrpcAnswer? ReadData(ReadOnlySpan<byte> data, bool isLast) => _response.ReadData(data, isLast);
}
