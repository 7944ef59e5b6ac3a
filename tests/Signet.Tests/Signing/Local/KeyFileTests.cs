using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Local;

/// <summary>Private keys that are whole are read in both encodings; damaged ones are refused by the name of the file, without key data.</summary>
public sealed class KeyFileTests
{
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string Pkcs8 = "PRIVATE KEY";
    private const string Sec1 = "EC PRIVATE KEY";
    private const string ModulusError = "the product of its primes is not its modulus";
    private const string ExponentError = "its private exponent does not belong to its public exponent and primes";
    private const string PrimeExponentError = "an exponent of one of its primes does not belong to its private exponent";
    private const string CoefficientError = "its coefficient is not the inverse of its second prime";
    private static readonly RSAParameters Good = NewRsa(2048);

    public static TheoryData<string, string, string> Damages
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var label in (string[])[Pkcs1, Pkcs8])
            {
                data.Add(label, nameof(RSAParameters.Modulus), ModulusError);
                data.Add(label, nameof(RSAParameters.Exponent), ExponentError);
                data.Add(label, nameof(RSAParameters.D), ExponentError);
                data.Add(label, nameof(RSAParameters.P), ModulusError);
                data.Add(label, nameof(RSAParameters.Q), ModulusError);
                data.Add(label, nameof(RSAParameters.DP), PrimeExponentError);
                data.Add(label, nameof(RSAParameters.DQ), PrimeExponentError);
                data.Add(label, nameof(RSAParameters.InverseQ), CoefficientError);
            }

            return data;
        }
    }

    public static TheoryData<string, string> Curves =>
        [.. JwtAlgorithm.All.Where(algorithm => algorithm.IsEllipticCurve).SelectMany(algorithm => new[] { (algorithm.Name, Sec1), (algorithm.Name, Pkcs8) })];

    [Theory]
    [InlineData(2048)]
    [InlineData(2056)]
    [InlineData(3072)]
    [InlineData(4096)]
    public void Read_RsaKey_IsTheSameInBothEncodings(int bits)
    {
        var key = NewRsa(bits);
        using var rsa = RSA.Create(key);
        var keyId = VerificationKey.From(rsa).DefaultKeyId;

        foreach (var pem in (string[])
            [rsa.ExportRSAPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), RsaKeys.PrivatePem(key, Pkcs1), RsaKeys.PrivatePem(key, Pkcs8)])
        {
            Assert.Equal(keyId, File(pem).ReadSigner().KeyId);
            Assert.Equal(keyId, Assert.Single(File(pem).ReadPublicKeys()).DefaultKeyId);
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_OneParameterDamaged_NamesTheErrorAndTheFile(string label, string parameter, string error)
    {
        foreach (var damage in (Func<BigInteger, BigInteger>[])
            [number => number ^ 4, number => number ^ (BigInteger.One << (int)(number.GetBitLength() / 2)), number => number + 2, number => number - 2])
        {
            var pem = RsaKeys.PrivatePem(Damage(Good, parameter, damage), label);

            AssertRefused(pem, $"some file: an RSA private key is damaged: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_OneParameterWithoutAValue_IsRefused(string label, string parameter, string _)
    {
        AssertRefused(RsaKeys.PrivatePem(Damage(Good, parameter, _ => 0), label), "some file: an RSA private key is damaged: ");
        AssertRefused(RsaKeys.PrivatePem(Damage(Good, parameter, _ => 1), label), "some file: an RSA private key is damaged: ");
        AssertRefused(RsaKeys.PrivatePem(Damage(Good, parameter, number => number << 16_384), label), "one of its numbers is not positive or has more than 16384 bits");
    }

    [Fact]
    public void Read_TrivialFactors_IsRefused()
    {
        var modulus = RsaKeys.Number(Good.Modulus);
        foreach (var (p, q) in (ReadOnlySpan<(BigInteger, BigInteger)>)[(1, modulus), (modulus, 1)])
        {
            var key = Damage(Damage(Good, nameof(RSAParameters.P), _ => p), nameof(RSAParameters.Q), _ => q);

            AssertRefused(RsaKeys.PrivatePem(key, Pkcs1), ModulusError);
        }
    }

    [Fact]
    public void Read_MoreThanTwoPrimes_IsRefused() => AssertRefused(RsaKeys.PrivatePem(Good, Pkcs1, version: 1), "it has more than two primes");

    /// <summary>All numbers are consistent, but one factor is no prime: the key would sign, and no verifier would accept a signature.</summary>
    [Fact]
    public void ReadSigner_FactorThatIsNotPrime_IsRefused()
    {
        foreach (var label in (string[])[Pkcs1, Pkcs8])
        {
            var exception = Assert.Throws<KeyFileException>(() => File(RsaKeys.PrivatePem(RsaKeys.WithCompositeFactor(Good), label)).ReadSigner());

            Assert.Equal("some file: the private key is damaged: its public key does not verify what it signs", exception.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Read_EllipticKey_IsRead(string algorithm, string label)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(JwtAlgorithm.Find(algorithm)!.CurveOid));
        var pem = label == Sec1 ? key.ExportECPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();

        Assert.Equal(VerificationKey.From(key)!.DefaultKeyId, File(pem).ReadSigner().KeyId);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Read_EllipticKeyWithAnotherPublicPoint_IsRefused(string algorithm, string label)
    {
        var curve = ECCurve.CreateFromValue(JwtAlgorithm.Find(algorithm)!.CurveOid);
        using var key = ECDsa.Create(curve);
        using var other = ECDsa.Create(curve);
        var (own, foreign) = (key.ExportParameters(true).Q, other.ExportParameters(false).Q);
        var der = label == Sec1 ? key.ExportECPrivateKey() : key.ExportPkcs8PrivateKey();
        ((byte[])[.. foreign.X!, .. foreign.Y!]).CopyTo(der, der.AsSpan().IndexOf((byte[])[.. own.X!, .. own.Y!]));

        AssertRefused(PemEncoding.WriteString(label, der), "some file: a key cannot be read: it is damaged, its public key is not that of its private key");
    }

    /// <summary>Serving certificates and clients' certificates are joined with their keys by .NET, which has to refuse these, too.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void CreateFromPem_OneParameterDamaged_IsRefusedByTheRuntime(string label, string parameter, string _)
    {
        using var rsa = RSA.Create(Good);
        using var certificate = new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.ThrowsAny<Exception>(
            () => X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), RsaKeys.PrivatePem(Damage(Good, parameter, number => number ^ 4), label)));
        using var whole = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), RsaKeys.PrivatePem(Good, label));
    }

    private static KeyFile File(string pem) => new("some file", Encoding.ASCII.GetBytes(pem));

    private static RSAParameters NewRsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportParameters(true);
    }

    private static void AssertRefused(string pem, string message)
    {
        foreach (var read in (Action<KeyFile>[])[file => file.ReadSigner(), file => file.ReadPublicKeys()])
        {
            var exception = Assert.Throws<KeyFileException>(() => read(File(pem)));

            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.InRange(exception.Message.Length, 1, 250);
            Assert.All(pem.Split('\n')[1..^1], line => Assert.DoesNotContain(line, exception.ToString(), StringComparison.Ordinal));
        }
    }

    private static RSAParameters Damage(RSAParameters key, string parameter, Func<BigInteger, BigInteger> damage)
    {
        byte[] Changed(byte[]? number) => RsaKeys.Number(damage(RsaKeys.Number(number)));
        switch (parameter)
        {
            case nameof(RSAParameters.Modulus):
                key.Modulus = Changed(key.Modulus);
                break;
            case nameof(RSAParameters.Exponent):
                key.Exponent = Changed(key.Exponent);
                break;
            case nameof(RSAParameters.D):
                key.D = Changed(key.D);
                break;
            case nameof(RSAParameters.P):
                key.P = Changed(key.P);
                break;
            case nameof(RSAParameters.Q):
                key.Q = Changed(key.Q);
                break;
            case nameof(RSAParameters.DP):
                key.DP = Changed(key.DP);
                break;
            case nameof(RSAParameters.DQ):
                key.DQ = Changed(key.DQ);
                break;
            default:
                key.InverseQ = Changed(key.InverseQ);
                break;
        }

        return key;
    }
}
