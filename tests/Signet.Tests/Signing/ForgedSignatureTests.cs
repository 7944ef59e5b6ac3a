using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing;

namespace Signet.Tests.Signing;

/// <summary>Forged signatures: the test vectors of Wycheproof, and the kinds of forgeries in its other files.</summary>
public sealed class ForgedSignatureTests
{
    private static readonly byte[] Input = Encoding.ASCII.GetBytes("e30.e30");
    private static readonly RSA Rsa = RSA.Create(2048);

    public static TheoryData<string> Curves => [.. JwtAlgorithm.All.Where(algorithm => algorithm.IsEllipticCurve).Select(algorithm => algorithm.Name)];

    public static TheoryData<string, string> EllipticVectors =>
    [
        .. Read("ecdsa-p256-sha256-p1363.txt").Select(vector => (JwtAlgorithm.ES256.Name, vector)),
        .. Read("ecdsa-p384-sha384-p1363.txt").Select(vector => (JwtAlgorithm.ES384.Name, vector)),
        .. Read("ecdsa-p521-sha512-p1363.txt").Select(vector => (JwtAlgorithm.ES512.Name, vector)),
    ];

    /// <summary>The vectors of files whose first line is the key.</summary>
    public static TheoryData<string, string, string> RsaVectors =>
    [
        .. WithKey(JwtAlgorithm.RS256.Name, Read("rsa-2048-sha256-pkcs1.txt")),
        .. WithKey(JwtAlgorithm.PS256.Name, Read("rsa-2048-sha256-pss32.txt")),
    ];

    [Theory]
    [MemberData(nameof(EllipticVectors))]
    public void Verify_WycheproofEcdsa_HasTheExpectedResult(string name, string vector)
    {
        var parts = vector.Split('|');
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue(JwtAlgorithm.Find(name)!.CurveOid),
            Q = new ECPoint { X = Convert.FromHexString(parts[1]), Y = Convert.FromHexString(parts[2]) },
        });
        var key = VerificationKey.From(ecdsa)!;
        Assert.Equal(name, key.Algorithm.Name);

        Assert.Equal(parts[5] == "valid", key.Verify(Convert.FromHexString(parts[3]), Convert.FromHexString(parts[4])));
    }

    [Theory]
    [MemberData(nameof(RsaVectors))]
    public void Verify_WycheproofRsa_HasTheExpectedResult(string name, string publicKey, string vector)
    {
        var numbers = publicKey.Split('|');
        var parts = vector.Split('|');
        using var rsa = RSA.Create(new RSAParameters { Modulus = Convert.FromHexString(numbers[0]), Exponent = Convert.FromHexString(numbers[1]) });

        var algorithm = JwtAlgorithm.FindAccepted(name)!;

        Assert.Equal(parts[3] == "valid", VerificationKey.From(rsa).Verify(algorithm, Convert.FromHexString(parts[1]), Convert.FromHexString(parts[2])));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Verify_EllipticSignatureChanged_IsRefused(string name)
    {
        var algorithm = JwtAlgorithm.Find(name)!;
        using var ecdsa = ECDsa.Create(ECCurve.CreateFromValue(algorithm.CurveOid));
        var key = VerificationKey.From(ecdsa)!;
        var size = algorithm.FieldBytes;
        var good = ecdsa.SignData(Input, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Assert.True(key.Verify(Input, good));
        var (p, n) = Numbers(name);
        var (r, s) = (RsaKeys.Number(good.AsSpan(0, size)), RsaKeys.Number(good.AsSpan(size)));

        // (r, n - s) is valid, too.
        Assert.True(key.Verify(Input, Join(r, n - s, size)));
        BigInteger[] special = [0, 1, 2, n - 1, n, n + 1, p - 1, p, p + 1, (BigInteger.One << (8 * size)) - 1];
        foreach (var first in special)
        {
            Refuse(key, Join(first, s, size));
            Refuse(key, Join(r, first, size));
            foreach (var second in special)
            {
                Refuse(key, Join(first, second, size));
            }
        }

        Refuse(key, Join(n - r, s, size));
        Refuse(key, Join(s, r, size));
        foreach (var wider in new[] { size + 1, size + 2, size + 8, size + 32 })
        {
            foreach (var more in new[] { BigInteger.Zero, n, 256 * n, BigInteger.One << (8 * size) })
            {
                Refuse(key, Join(r + more, s, wider));
                Refuse(key, Join(r, s + more, wider));
            }
        }

        Refuse(key, ecdsa.SignData(Input, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence));
        Refuse(key, []);
        Refuse(key, good[..^1]);
        Refuse(key, good[1..]);
        Refuse(key, [.. good, 0]);
        Refuse(key, [0, .. good]);
        for (var bit = 0; bit < 8 * good.Length; bit += 5)
        {
            var flipped = (byte[])good.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuse(key, flipped);
        }

        Assert.False(key.Verify("e30.e31"u8, good));
    }

    /// <summary>PKCS#1 v1.5 paddings that lax verifiers accept (RFC 8017, section 9.2; Bleichenbacher's forgery and its variants).</summary>
    public static TheoryData<string> Paddings =>
    [
        "block type 2", "block type 0", "short padding and bytes behind the digest", "bytes behind the digest within the info", "a byte of the padding changed",
        "no zero behind the padding", "no parameters", "parameters that are no null", "indefinite length", "long form of a length", "another hash",
        "digest alone", "digest cut short", "leading byte 1", "zero padding",
    ];

    [Theory]
    [MemberData(nameof(Paddings))]
    public void Verify_RsaPaddingChanged_IsRefused(string kind)
    {
        var key = VerificationKey.From(Rsa);
        var hash = SHA256.HashData(Input);
        byte[] oid = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
        byte[] info = [0x30, 0x31, 0x30, 0x0d, .. oid, 0x05, 0x00, 0x04, 0x20, .. hash];
        Assert.True(key.Verify(Input, Sign(Pad(info))));
        byte[] changed = kind switch
        {
            "block type 2" => [0, 2, .. Pad(info)[2..]],
            "block type 0" => [0, 0, .. Pad(info)[2..]],
            "short padding and bytes behind the digest" => Fill([0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, .. info]),
            "bytes behind the digest within the info" =>
                Fill([0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, 0x30, 0x81, (byte)(0x31 + 64), .. info[2..], .. new byte[64]]),
            "a byte of the padding changed" => [.. Pad(info)[..20], 0xfe, .. Pad(info)[21..]],
            "no zero behind the padding" => [0, 1, .. Enumerable.Repeat((byte)0xff, 256 - 2 - info.Length), .. info],
            "no parameters" => Pad([0x30, 0x2f, 0x30, 0x0b, .. oid, 0x04, 0x20, .. hash]),
            "parameters that are no null" => Pad([0x30, 0x33, 0x30, 0x0f, .. oid, 0x05, 0x02, 0x01, 0x02, 0x04, 0x20, .. hash]),
            "indefinite length" => Pad([0x30, 0x80, 0x30, 0x0d, .. oid, 0x05, 0x00, 0x04, 0x20, .. hash, 0, 0]),
            "long form of a length" => Pad([0x30, 0x81, 0x31, 0x30, 0x0d, .. oid, 0x05, 0x00, 0x04, 0x20, .. hash]),
            "another hash" => Pad([0x30, 0x31, 0x30, 0x0d, .. oid[..^1], 0x04, 0x05, 0x00, 0x04, 0x20, .. hash]),
            "digest alone" => Pad(hash),
            "digest cut short" => Pad([0x30, 0x21, 0x30, 0x0d, .. oid, 0x05, 0x00, 0x04, 0x10, .. hash[..16]]),
            "leading byte 1" => [1, 1, .. Pad(info)[2..]],
            _ => Fill([0, 1, .. new byte[256 - 2 - info.Length], .. info]),
        };

        Assert.Equal(256, changed.Length);
        Refuse(key, Sign(changed));
    }

    [Fact]
    public void Verify_RsaSignatureChanged_IsRefused()
    {
        var key = VerificationKey.From(Rsa);
        var modulus = RsaKeys.Number(Rsa.ExportParameters(false).Modulus);
        var good = Rsa.SignData(Input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.True(key.Verify(Input, good));

        foreach (var value in new[] { 0, 1, 2, modulus - 1, modulus, RsaKeys.Number(good) + modulus })
        {
            Refuse(key, value == 0 ? new byte[256] : Left(RsaKeys.Number(value)));
        }

        Refuse(key, []);
        Refuse(key, good[..^1]);
        Refuse(key, [.. good, 0]);
        Refuse(key, [0, .. good]);
        Refuse(key, Rsa.SignData(Input, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
        Refuse(key, Rsa.SignData(Input, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        Refuse(key, Rsa.SignData(Input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Assert.False(key.Verify(JwtAlgorithm.PS256, Input, good));
        Assert.False(key.Verify(JwtAlgorithm.RS384, Input, good));
        Assert.False(key.Verify(JwtAlgorithm.ES256, Input, good));
    }

    /// <summary>With the exponent 3, a cube root with the right first bytes passes a verifier that does not check the end.</summary>
    [Fact]
    public void Verify_CubeRootOfAPadding_IsRefused()
    {
        // The forgery does not need the factors: any modulus of this length works.
        using var rsa = RSA.Create(new RSAParameters { Modulus = Rsa.ExportParameters(false).Modulus, Exponent = [3] });
        byte[] prefix = [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];
        byte[] start = [0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, .. prefix, .. SHA256.HashData(Input)];
        var root = CubeRoot(RsaKeys.Number(Fill(start)) + (BigInteger.One << (8 * (256 - start.Length))) - 1);
        Assert.Equal(start[1..], RsaKeys.Number(root * root * root)[..(start.Length - 1)]);

        Refuse(VerificationKey.From(rsa), Left(RsaKeys.Number(root)));
    }

    private static string[] Read(string file) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Signing", "Data", file));

    private static IEnumerable<(string Name, string PublicKey, string Vector)> WithKey(string name, string[] lines) =>
        lines.Skip(1).Select(vector => (name, lines[0], vector));

    private static void Refuse(VerificationKey key, byte[] signature) =>
        Assert.False(key.Verify(Input, signature), $"{key.Algorithm.Name}: {Convert.ToHexString(signature)}");

    private static byte[] Join(BigInteger r, BigInteger s, int size) => [.. Left(RsaKeys.Number(r), size), .. Left(RsaKeys.Number(s), size)];

    private static byte[] Left(byte[] number, int size = 256) => number.Length >= size ? number : [.. new byte[size - number.Length], .. number];

    private static byte[] Fill(byte[] start) => [.. start, .. new byte[256 - start.Length]];

    private static byte[] Pad(byte[] info) => [0, 1, .. Enumerable.Repeat((byte)0xff, 256 - 3 - info.Length), 0, .. info];

    private static byte[] Sign(byte[] encoded)
    {
        var key = Rsa.ExportParameters(true);
        var modulus = RsaKeys.Number(key.Modulus);
        return Left(RsaKeys.Number(BigInteger.ModPow(RsaKeys.Number(encoded) % modulus, RsaKeys.Number(key.D), modulus)));
    }

    private static BigInteger CubeRoot(BigInteger value)
    {
        var (low, high) = (BigInteger.Zero, BigInteger.One << 700);
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            (low, high) = middle * middle * middle <= value ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The prime of the field and the order of the group (FIPS 186-4, section D.1.2).</summary>
    private static (BigInteger P, BigInteger N) Numbers(string name) => name switch
    {
        "ES256" => (
            BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1,
            Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")),
        "ES384" => (
            BigInteger.Pow(2, 384) - BigInteger.Pow(2, 128) - BigInteger.Pow(2, 96) + BigInteger.Pow(2, 32) - 1,
            Hex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")),
        _ => (
            BigInteger.Pow(2, 521) - 1,
            Hex("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409")),
    };

    private static BigInteger Hex(string text) => RsaKeys.Number(Convert.FromHexString(text));
}
