namespace Signet.Signing.External.Calls;

/// <summary>
/// Reads header blocks, and remembers the last ones: the blocks of successful calls are the same bytes again and again, apart from a date. Not for
/// concurrent use.
/// </summary>
internal sealed class ResponseHeads
{
    /// <summary>The headers and the trailers of a successful call.</summary>
    private const int Remembered = 2;

    /// <summary>A longer block is not remembered.</summary>
    private const int MaxRememberedBytes = 512;

    private readonly (byte[] Block, ResponseHead Head)?[] _last = new (byte[], ResponseHead)?[Remembered];
    private int _oldest;

    /// <summary>Reads a block.</summary>
    /// <exception cref="Http2.Http2Exception">The block is invalid.</exception>
    public ResponseHead Read(ReadOnlySpan<byte> block)
    {
        foreach (var last in _last)
        {
            if (last is { } known && block.SequenceEqual(known.Block))
            {
                return known.Head;
            }
        }

        var head = ResponseHead.Read(block);
        if (block.Length <= MaxRememberedBytes)
        {
            _last[_oldest] = (block.ToArray(), head);
            _oldest = (_oldest + 1) % Remembered;
        }

        return head;
    }
}
