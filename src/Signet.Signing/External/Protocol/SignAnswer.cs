using System.Buffers;
using Signet.Core.Primitives;
using Signet.Signing.External.Calls;

namespace Signet.Signing.External.Protocol;

/// <summary>The fields of a <see cref="SignJWTResponse"/>, as bytes: signing makes one for each token.</summary>
/// <param name="Header">The JOSE header in base64url; not checked.</param>
/// <param name="Signature">The signature in base64url; not checked.</param>
internal readonly record struct SignAnswer(ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Signature)
{
    private static readonly byte HeaderTag = ProtoField.TagOf(SignJWTResponse.HeaderFieldNumber);
    private static readonly byte SignatureTag = ProtoField.TagOf(SignJWTResponse.SignatureFieldNumber);

    /// <summary>Writes a message with its prefix.</summary>
    /// <param name="output">Gets it.</param>
    /// <param name="header">The JOSE header in base64url.</param>
    /// <param name="signature">The signature; not encoded.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> header, ReadOnlySpan<byte> signature)
    {
        var encodedLength = Base64UrlText.EncodedLength(signature.Length);
        var framed = output.GetSpan(GrpcMessage.PrefixBytes + (2 * (1 + ProtoField.MaxLengthBytes)) + header.Length + encodedLength);
        var at = GrpcMessage.PrefixBytes;
        framed[at++] = HeaderTag;
        at += ProtoField.WriteLength(framed[at..], header.Length);
        header.CopyTo(framed[at..]);
        at += header.Length;
        framed[at++] = SignatureTag;
        at += ProtoField.WriteLength(framed[at..], encodedLength);
        at += Base64UrlText.Encode(signature, framed[at..]);
        GrpcMessage.WritePrefix(framed, at - GrpcMessage.PrefixBytes);
        output.Advance(at);
    }

    /// <summary>
    /// Reads a message; the fields are parts of it. Null when it is not valid. Unknown fields are ignored, and of a repeated one the last counts.
    /// </summary>
    public static SignAnswer? TryRead(ReadOnlyMemory<byte> message)
    {
        var answer = default(SignAnswer);
        while (!message.IsEmpty)
        {
            if (ProtoField.TryRead(ref message) is not { } field)
            {
                return null;
            }

            if (field.Tag == HeaderTag)
            {
                answer = answer with { Header = field.Value };
            }
            else if (field.Tag == SignatureTag)
            {
                answer = answer with { Signature = field.Value };
            }
        }

        return answer;
    }
}
