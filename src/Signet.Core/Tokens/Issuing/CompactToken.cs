using System.Buffers;
using System.Diagnostics;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Issuing;

/// <summary>Creates tokens in compact serialization: <c>header.payload.signature</c> (RFC 7515, section 7.1).</summary>
internal static class CompactToken
{
    /// <summary>Encodes and signs claims without counting.</summary>
    public static ValueTask<string> SignAsync(TokenClaims claims, IJwtSigner signer, CancellationToken cancellationToken) =>
        SignAsync(claims, signer, metrics: null, cancellationToken);

    /// <summary>Encodes and signs claims.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="signer">The signer.</param>
    /// <param name="metrics">Counts the signature; null counts none.</param>
    /// <param name="cancellationToken">Cancels the wait for the signer.</param>
    /// <exception cref="SigningFailedException">The signer could not sign.</exception>
    public static async ValueTask<string> SignAsync(TokenClaims claims, IJwtSigner signer, SigningMetrics? metrics, CancellationToken cancellationToken)
    {
        var payload = Encode(claims);
        var request = new SigningRequest
        {
            EncodedPayload = payload,
            Audiences = claims.Audiences,
            IssuedAt = claims.IssuedAt,
            ExpiresAt = claims.ExpiresAt,
        };
        var started = Stopwatch.GetTimestamp();
        JwtSignature signature;
        try
        {
            signature = await signer.SignAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SigningFailedException)
        {
            metrics?.Failed();
            throw;
        }

        if (signature.Algorithm is { } algorithm)
        {
            metrics?.Signed(algorithm, Stopwatch.GetElapsedTime(started));
        }

        var token = Assemble(signature, payload);

        // Not after a failure or cancellation: a remote signer may still read the payload (IJwtSigner).
        ArrayPool<byte>.Shared.Return(payload.Array!);
        return token;
    }

    private static ArraySegment<byte> Encode(TokenClaims claims)
    {
        using var scratch = JsonScratch.Take();
        ClaimsWriter.Write(scratch.Writer, claims);
        var json = scratch.Written;
        var encoded = ArrayPool<byte>.Shared.Rent(Base64UrlText.EncodedLength(json.Length));
        return new ArraySegment<byte>(encoded, 0, Base64UrlText.Encode(json, encoded));
    }

    private static string Assemble(JwtSignature signature, ReadOnlySpan<byte> payload)
    {
        var header = signature.EncodedHeader.Span;
        var length = header.Length + 1 + payload.Length + 1 + Base64UrlText.EncodedLength(signature.Signature.Length);
        var token = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.CopyTo(token);
            token[header.Length] = (byte)'.';
            payload.CopyTo(token.AsSpan(header.Length + 1));
            var at = header.Length + 1 + payload.Length;
            token[at] = (byte)'.';
            Base64UrlText.Encode(signature.Signature.Span, token.AsSpan(at + 1));
            return Encoding.ASCII.GetString(token.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(token);
        }
    }
}
