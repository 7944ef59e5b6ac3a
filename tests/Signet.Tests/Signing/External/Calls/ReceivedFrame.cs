using Signet.Signing.External.Http2;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>A frame that a client has sent.</summary>
internal sealed record ReceivedFrame(FrameType Type, FrameFlags Flags, uint StreamId, byte[] Payload)
{
    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & FrameFlags.EndStream) != 0;
}
