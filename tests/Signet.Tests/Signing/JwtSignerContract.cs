using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Jose;

namespace Signet.Tests.Signing;

/// <summary>The contract of signers.</summary>
public abstract class JwtSignerContract
{
    /// <summary>The signer under test.</summary>
    private protected abstract IJwtSigner Signer { get; }

    /// <summary>The key that it signs with, and its id.</summary>
    private protected abstract (VerificationKey Key, string KeyId) Key { get; }

    [Fact]
    public async Task Sign_Payload_VerifiesAndNamesItsKey()
    {
        var payload = Payload(0);

        var made = await SignAsync(payload);

        var header = JoseHeader.TryReadEncoded(made.EncodedHeader.Span);
        Assert.Equal(new JoseHeader(Key.Key.Algorithm.Name, Key.KeyId), header);
        Assert.True(Verifies(made, payload));
    }

    /// <summary>kube-apiserver accepts no other header of an external signer than exactly these three members.</summary>
    [Fact]
    public async Task Sign_TypeRequested_HeaderHasAlgKidAndTyp()
    {
        var payload = Payload(0);

        var made = await SignAsync(payload, includesType: true);

        var json = new byte[Base64UrlText.MaxDecodedLength(made.EncodedHeader.Length)];
        Assert.True(Base64UrlText.TryDecode(made.EncodedHeader.Span, json, out var length));
        var header = System.Text.Json.Nodes.JsonNode.Parse(json.AsSpan(0, length))!.AsObject();
        Assert.Equal(["alg", "kid", "typ"], header.Select(member => member.Key));
        Assert.Equal([Key.Key.Algorithm.Name, Key.KeyId, "JWT"], header.Select(member => (string)member.Value!));
        Assert.True(Verifies(made, payload));
    }

    /// <summary>The caller reuses the memory after the task has completed.</summary>
    [Fact]
    public async Task Sign_PayloadOverwrittenAfterwards_SignatureStaysValid()
    {
        var memory = Payload(0);
        var made = new List<(byte[] Payload, JwtSignature Signature)>();
        for (var i = 0; i < 8; i++)
        {
            Payload(i).CopyTo(memory, 0);
            made.Add(((byte[])memory.Clone(), await SignAsync(memory)));
        }

        memory.AsSpan().Fill((byte)'A');

        Assert.All(made, each => Assert.True(Verifies(each.Signature, each.Payload)));
    }

    [Fact]
    public async Task Sign_Payload_IsNotChanged()
    {
        var memory = Payload(0);

        await SignAsync(memory);

        Assert.Equal(Payload(0), memory);
    }

    /// <summary>The caller owns the memory of the signature.</summary>
    [Fact]
    public async Task Sign_Again_DoesNotChangeEarlierSignatures()
    {
        var first = await SignAsync(Payload(0));
        var (header, signature) = (first.EncodedHeader.ToArray(), first.Signature.ToArray());

        for (var i = 1; i < 8; i++)
        {
            await SignAsync(Payload(i));
        }

        Assert.Equal(header, first.EncodedHeader.ToArray());
        Assert.Equal(signature, first.Signature.ToArray());
    }

    [Fact]
    public async Task Sign_Concurrently_EachIsValid() => await Parallel.ForAsync(0, 64, async (i, _) =>
    {
        var payload = Payload(i);
        var made = await SignAsync(payload);
        Assert.True(Verifies(made, payload));
    });

    private ValueTask<JwtSignature> SignAsync(byte[] payload, bool includesType = false) => Signer.SignAsync(
        new SigningRequest
        {
            EncodedPayload = payload,
            Audiences = ["a"],
            IssuedAt = 1_800_000_000,
            ExpiresAt = 1_800_003_600,
            IncludesType = includesType,
        },
        CancellationToken.None);

    private bool Verifies(JwtSignature made, byte[] payload) =>
        Key.Key.Verify([.. made.EncodedHeader.Span, (byte)'.', .. payload], made.Signature.Span);

    private static byte[] Payload(int number) => Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.ASCII.GetBytes($"{{\"n\":\"{number:D8}\"}}")));
}
