namespace Signet.Signing.External.Http2;

/// <summary>The peer has violated the protocol, or a limit: the connection is closed (RFC 9113, section 5.4.1).</summary>
/// <param name="error">The code that the peer gets.</param>
/// <param name="message">The fault, for the log.</param>
internal sealed class Http2Exception(Http2Error error, string message) : Exception(message)
{
    /// <summary>The code that the peer gets.</summary>
    public Http2Error Error => error;
}
