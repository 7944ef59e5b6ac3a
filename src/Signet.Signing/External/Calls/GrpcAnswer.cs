using Grpc.Core;

namespace Signet.Signing.External.Calls;

/// <summary>The end of a call.</summary>
/// <param name="Message">The message of the answer; null unless the status is OK.</param>
/// <param name="Status">The status.</param>
internal readonly record struct GrpcAnswer(byte[]? Message, Status Status)
{
    /// <summary>The peer has not processed the call, so that it can be repeated.</summary>
    public static GrpcAnswer Unprocessed { get; } =
        new(null, new Status(StatusCode.Unavailable, "the connection was closed before the call")) { IsUnprocessed = true };

    /// <summary>The time limit is over.</summary>
    public static GrpcAnswer Expired { get; } = new(null, new Status(StatusCode.DeadlineExceeded, "the time limit is over")) { IsExpired = true };

    /// <summary>Whether the time limit of this side is over.</summary>
    public bool IsExpired { get; private init; }

    /// <summary>Whether the peer has certainly not processed the call.</summary>
    public bool IsUnprocessed { get; private init; }

    /// <summary>A call that failed.</summary>
    public static GrpcAnswer Failed(StatusCode code, string detail) => new(null, new Status(code, detail));
}
