using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Managed;

/// <summary>The stored form: it opens with its key-encryption key, as it was written, and not otherwise.</summary>
public sealed class ManagedKeyRecordTests
{
    private static readonly KeyEncryptionKey Sealing = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly KeyEncryptionKey Other = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly (byte[] Private, VerificationKey Public) Pair = new LocalKeyPairs().Generate(JwtAlgorithm.ES256);
    private static readonly ManagedKey Key = KeySealing.Seal(
        ManagedKeyTestKeys.Pending(Pair.Public.DefaultKeyId, JwtAlgorithm.ES256) with
        {
            PublicKey = Pair.Public.SubjectPublicKeyInfo,
            PublishedFrom = DateTimeOffset.MinValue,
            SignsFrom = ManagedKeyTestKeys.Now,
            SignsUntil = ManagedKeyTestKeys.Now.AddDays(1),
            EndedAt = ManagedKeyTestKeys.Now.AddDays(2),
            IsRevoked = true,
            IsActivationForced = true,
        },
        Pair.Private,
        Sealing);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var record = ManagedKeyRecord.Write(
            new ManagedKeySet([Key, Key with { PublishedFrom = null, SignsFrom = null, SignsUntil = null, EndedAt = null }], JwtAlgorithm.ES512), Sealing);

        var read = ManagedKeyRecord.Read(record, new KeyEncryptionKeys([Other, Sealing]), out var opening);

        Assert.Same(Sealing, opening);
        Assert.Equal(record, ManagedKeyRecord.Write(read, Sealing));
        Assert.Equal(Pair.Private, KeySealing.Open(read.Keys[0], Sealing));
        Assert.Equal(
            Key with { PublicKey = default, SealedPrivateKey = default }, read.Keys[0] with { PublicKey = default, SealedPrivateKey = default });
    }

    [Fact]
    public void Read_EveryBitFlip_IsRefused()
    {
        var record = ManagedKeyRecord.Write(new ManagedKeySet([Key], null), Sealing);
        var keys = new KeyEncryptionKeys([Sealing]);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ManagedKeyException>(() => ManagedKeyRecord.Read(record, keys, out _));
            record[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < record.Length; length++)
        {
            Assert.Throws<ManagedKeyException>(() => ManagedKeyRecord.Read(record.AsSpan(0, length), keys, out _));
        }

        Assert.Single(ManagedKeyRecord.Read(record, keys, out _).Keys);
    }

    /// <summary>The envelope holds by itself, too: whatever is changed in what it is bound to.</summary>
    [Fact]
    public void Open_EveryBitFlipAndEveryOtherRecord_IsRefused()
    {
        var sealedKey = Key.SealedPrivateKey.ToArray();
        for (var bit = 0; bit < sealedKey.Length * 8; bit++)
        {
            sealedKey[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(Key with { SealedPrivateKey = sealedKey }, Sealing));
            sealedKey[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(Key, Other));
        Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(Key with { KeyId = "other" }, Sealing));
        Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(Key with { Algorithm = JwtAlgorithm.ES384 }, Sealing));
        Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(Key with { PublicKey = new byte[] { 1 } }, Sealing));
    }

    [Fact]
    public void Read_OtherKeyEncryptionKey_SaysWhichIsNeeded()
    {
        var record = ManagedKeyRecord.Write(new ManagedKeySet([Key], null), Sealing);

        var exception = Assert.Throws<ManagedKeyException>(() => ManagedKeyRecord.Read(record, new KeyEncryptionKeys([Other]), out _));

        Assert.Equal($"the signing keys in the store are sealed with the key-encryption key {Sealing.Name}; the server has {Other.Name}", exception.Message);
    }

    [Fact]
    public void Reseal_OtherKey_OpensWithThatOneOnly()
    {
        var resealed = KeySealing.Reseal(Key, Sealing, Other);

        Assert.Equal(Pair.Private, KeySealing.Open(resealed, Other));
        Assert.ThrowsAny<CryptographicException>(() => KeySealing.Open(resealed, Sealing));
    }

    [Fact]
    public void Write_Record_HoldsNoPrivateKeyBytes()
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Pair.Private, out _);
        var secret = key.ExportParameters(true).D!;
        var record = ManagedKeyRecord.Write(new ManagedKeySet([Key], null), Sealing);

        Assert.Equal(-1, record.AsSpan().IndexOf(secret.AsSpan(0, 8)));
        Assert.DoesNotContain(Convert.ToBase64String(Pair.Private)[20..40], System.Text.Encoding.Latin1.GetString(record), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_KeyFile_IsTheKeyThatWasGenerated()
    {
        var file = KeyEncryptionKeyFile.Generate();

        Assert.Equal(KeyEncryptionKeyFile.TryParse(file)!.Name, KeyEncryptionKeyFile.TryParse(file.AsSpan(0, file.Length - 1))!.Name);
        Assert.NotEqual(KeyEncryptionKeyFile.TryParse(file)!.Name, KeyEncryptionKeyFile.TryParse(KeyEncryptionKeyFile.Generate())!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("signet-key-encryption-key-v1:")]
    [InlineData("signet-key-encryption-key-v1:AAAA")]
    [InlineData("signet-key-encryption-key-v2:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("signet-key-encryption-key-v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=x")]
    [InlineData("signet-key-encryption-key-v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryParse_OtherContent_IsRefused(string content) => Assert.Null(KeyEncryptionKeyFile.TryParse(System.Text.Encoding.ASCII.GetBytes(content)));
}
