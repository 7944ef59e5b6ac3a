using Signet.Core.Signing.Jose;
using Signet.Core.Signing.Ring;
using Signet.Testing;

namespace Signet.Tests.Signing.Ring;

/// <summary>The choice of signers by audiences.</summary>
public sealed class AudienceSignersTests
{
    private static readonly KeyRingSnapshot Snapshot = Create("vault", "https://*.example.test", "https://*", "*.internal", "a*b*c");

    [Theory]
    [InlineData("default")]
    [InlineData("default", "other")]
    [InlineData("vault", "vault")]
    [InlineData("vault", "vault", "vault")]
    [InlineData("default", "vault2")]
    [InlineData("default", "Vault")]
    [InlineData("https://*.example.test", "https://x.example.test")]
    [InlineData("https://*.example.test", "https://.example.test")]
    [InlineData("https://*", "https://example.test")]
    [InlineData("https://*", "https://")]
    [InlineData("*.internal", "https.internal")]
    [InlineData("*.internal", "https://x.internal")]
    [InlineData("https://*.example.test", "https://x.example.test", "https://y.example.test")]
    [InlineData("default", "https://x.example.test", "https://other.test")]
    [InlineData("default", "vault", "other")]
    [InlineData("default", "other", "vault")]
    [InlineData("a*b*c", "abc")]
    [InlineData("a*b*c", "a-b-b-c-c")]
    [InlineData("default", "ab")]
    [InlineData("default", "a-c-b")]
    [InlineData("default", "")]
    public async Task Sign_Audiences_ByTheSignerForAllOfThem(string keyId, params string[] audiences)
    {
        var made = await Snapshot.Signer.SignAsync(StubSigner.Request(audiences: audiences), default);

        Assert.Equal(keyId, JoseHeader.TryReadEncoded(made.EncodedHeader.Span)?.KeyId);
    }

    internal static KeyRingSnapshot Create(params string[] audiences)
    {
        var definition = TestKeyRing.Define(TestKeyRing.NewSigner("default"));
        foreach (var audience in audiences)
        {
            var signer = TestKeyRing.NewSigner(audience);
            definition = definition with
            {
                Keys = [.. definition.Keys, TestKeyRing.KeyOf(signer)],
                Signers = [new RingSigner { Signer = signer, KeyId = signer.KeyId, Audience = audience }, .. definition.Signers],
            };
        }

        return new KeyRingSnapshot(definition);
    }
}
