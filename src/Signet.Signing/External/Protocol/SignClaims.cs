using Signet.Signing.External.Calls;

namespace Signet.Signing.External.Protocol;

/// <summary>The messages <see cref="SignJWTRequest"/>, as bytes: signing makes one for each token.</summary>
internal static class SignClaims
{
    private static readonly byte ClaimsTag = ProtoField.TagOf(SignJWTRequest.ClaimsFieldNumber);

    /// <summary>A request with its prefix.</summary>
    /// <param name="claims">The claims in base64url.</param>
    public static byte[] Frame(ReadOnlySpan<byte> claims)
    {
        Span<byte> start = stackalloc byte[1 + ProtoField.MaxLengthBytes];
        start[0] = ClaimsTag;
        start = start[..(1 + ProtoField.WriteLength(start[1..], claims.Length))];
        var framed = GrpcMessage.Allocate(start.Length + claims.Length);
        start.CopyTo(framed.AsSpan(GrpcMessage.PrefixBytes));
        claims.CopyTo(framed.AsSpan(GrpcMessage.PrefixBytes + start.Length));
        return framed;
    }

    /// <summary>The claims of a request, which are part of the message; null when the message is not valid. Unknown fields are ignored.</summary>
    public static ReadOnlyMemory<byte>? TryRead(ReadOnlyMemory<byte> message)
    {
        var claims = ReadOnlyMemory<byte>.Empty;
        while (!message.IsEmpty)
        {
            if (ProtoField.TryRead(ref message) is not { } field)
            {
                return null;
            }

            claims = field.Tag == ClaimsTag ? field.Value : claims;
        }

        return claims;
    }
}
