using System.Text;
using Signet.Core.Signing;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Tokens;

namespace Signet.Tests.Signing.Local;

/// <summary>Key rings of key files.</summary>
public sealed class StaticKeysTests
{
    private static readonly TokenBench.NewKeyPair First = TokenBench.NewKey(JwtAlgorithm.ES256);
    private static readonly TokenBench.NewKeyPair Second = TokenBench.NewKey(JwtAlgorithm.RS256);

    [Fact]
    public async Task ToSnapshot_Contents_TheFirstSignsAndAllVerify()
    {
        var snapshot = Create(First.PrivatePem, $"{First.PublicPem}\n{Second.PublicPem}", Second.PrivatePem).ToSnapshot();

        var made = await snapshot.Signer.SignAsync(StubSigner.Request(), default);

        Assert.Equal([First.Signer.KeyId, Second.Signer.KeyId], snapshot.Keys.Select(key => key.KeyId));
        Assert.Equal([First.Signer.KeyId, Second.Signer.KeyId], snapshot.At(DateTimeOffset.UnixEpoch).Published.Select(key => key.KeyId));
        Assert.True(First.Signer.PublicKey.Verify([.. made.EncodedHeader.Span, (byte)'.', .. "e30"u8], made.Signature.Span));
        Assert.Equal((TestKeyRing.MaxAge, TestKeyRing.MaxLifetime), (snapshot.MaxAge, snapshot.MaxLifetime));
    }

    [Theory]
    [InlineData("", "file 0: no PEM encoded private key found")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "file 0: a key cannot be read")]
    public void ToSnapshot_SigningFileWithoutAKey_NamesTheFile(string content, string message) =>
        Assert.StartsWith(message, Assert.Throws<KeyFileException>(() => Create(content).ToSnapshot()).Message, StringComparison.Ordinal);

    [Fact]
    public void ToSnapshot_PublicKeyInsteadOfAPrivateOne_IsRefused() =>
        Assert.Throws<KeyFileException>(() => Create(First.PublicPem).ToSnapshot());

    /// <summary>A file that is read while it is written.</summary>
    [Fact]
    public void ToSnapshot_FileCutShort_NamesTheFile()
    {
        var cut = Second.PublicPem[..(Second.PublicPem.Length / 2)];

        var exception = Assert.Throws<KeyFileException>(() => Create(First.PrivatePem, cut).ToSnapshot());

        Assert.StartsWith("file 1: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSigner_FileWithAByteOrderMark_IsRead()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
        {
            var content = (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(First.PrivatePem)];

            Assert.Equal(First.Signer.KeyId, new KeyFile("file", content).ReadSigner().KeyId);
        }
    }

    private static StaticKeys Create(params string[] contents)
    {
        var files = contents.Select((content, number) => new KeyFile($"file {number}", Encoding.UTF8.GetBytes(content))).ToList();
        return new StaticKeys
        {
            SigningFile = files[0],
            VerificationFiles = files[1..],
            MaxAge = TestKeyRing.MaxAge,
            MaxLifetime = TestKeyRing.MaxLifetime,
        };
    }
}
