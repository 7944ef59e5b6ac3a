namespace Signet.Signing.External.Http2;

/// <summary>The flags of frames (RFC 9113, section 6). The meaning of a bit depends on the type of the frame.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>DATA, HEADERS: the last frame that the sender sends on the stream. SETTINGS, PING: <see cref="FrameWriter.Ack"/>.</summary>
    EndStream = 0x1,

    /// <summary>HEADERS, CONTINUATION: the header block ends.</summary>
    EndHeaders = 0x4,

    /// <summary>DATA, HEADERS: the payload is padded.</summary>
    Padded = 0x8,

    /// <summary>HEADERS: five bytes of priority precede the header block.</summary>
    Priority = 0x20,
}
