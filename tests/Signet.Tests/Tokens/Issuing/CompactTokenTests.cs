using System.Buffers;
using System.Text;
using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Signing;

namespace Signet.Tests.Tokens.Issuing;

/// <summary>The ownership of the payload's memory.</summary>
public sealed class CompactTokenTests
{
    private static readonly LocalJwtSigner Signer = TestKeyRing.NewSigner();

    private static readonly TokenClaims Claims = new()
    {
        Issuer = "https://i",
        Subject = "system:serviceaccount:n:a",
        Audiences = ["x", "y"],
        IssuedAt = 1_800_000_000,
        NotBefore = 1_800_000_000,
        ExpiresAt = 1_800_003_600,
        Id = "id",
        Namespace = "n",
        ServiceAccount = new ObjectClaim("a", "u"),
    };

    [Fact]
    public async Task Sign_Claims_SignerGetsTheirAudiencesAndTimes()
    {
        SigningRequest? seen = null;
        await CompactToken.SignAsync(Claims, new StubSigner((request, token) =>
        {
            seen = request;
            return Signer.SignAsync(request, token);
        }), default);

        Assert.Equal(Claims.Audiences, seen!.Value.Audiences);
        Assert.Equal((Claims.IssuedAt, Claims.ExpiresAt), (seen.Value.IssuedAt, seen.Value.ExpiresAt));
    }

    /// <summary>The memory is not reused while a signer works.</summary>
    [Fact]
    public async Task Sign_SignerThatCompletesLater_ReadsThePayloadUnchanged()
    {
        var release = new TaskCompletionSource();
        var signing = CompactToken.SignAsync(Claims, new StubSigner(async (request, token) =>
        {
            await release.Task;
            return await Signer.SignAsync(request, token);
        }), default);
        OverwritePool();
        release.SetResult();

        var jwt = JwtReader.TryRead(await signing)!;

        Assert.True(Signer.PublicKey.Verify(jwt.SigningInput, jwt.Signature.Span));
        Assert.Equal("id", ClaimsReader.TryRead(jwt.Payload.Span)!.Id);
    }

    /// <summary>A call to a remote signer cannot be revoked: it may still read the memory, which is not reused.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sign_FailedOrCancelled_PayloadIsNotUsedAgain(bool isCancelled)
    {
        ReadOnlyMemory<byte> kept = default;
        byte[] before = [];
        using var cancellation = new CancellationTokenSource();
        var signing = CompactToken.SignAsync(Claims, new StubSigner(async (request, token) =>
        {
            (kept, before) = (request.EncodedPayload, request.EncodedPayload.ToArray());
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
            return default;
        }), cancellation.Token);
        if (isCancelled)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signing);
        }
        else
        {
            signing = CompactToken.SignAsync(Claims, new StubSigner((request, _) =>
            {
                (kept, before) = (request.EncodedPayload, request.EncodedPayload.ToArray());
                throw new SigningFailedException("lost");
            }), default);
            await Assert.ThrowsAsync<SigningFailedException>(async () => await signing);
        }

        OverwritePool();

        Assert.NotEmpty(before);
        Assert.Equal(Encoding.ASCII.GetString(before), Encoding.ASCII.GetString(kept.Span));
    }

    /// <summary>Rents buffers of all sizes from the pool and overwrites them.</summary>
    private static void OverwritePool()
    {
        var rented = new List<byte[]>();
        for (var size = 16; size <= 1 << 14; size *= 2)
        {
            for (var i = 0; i < 64; i++)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(size);
                buffer.AsSpan().Fill((byte)'!');
                rented.Add(buffer);
            }
        }

        rented.ForEach(buffer => ArrayPool<byte>.Shared.Return(buffer));
    }
}
