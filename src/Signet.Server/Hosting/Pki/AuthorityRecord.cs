using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Server.Hosting.Pki;

/// <summary>
/// The stored form of the shared CA, an authenticated record: the length of the certificate (4 bytes, big endian), the certificate (DER), and its private key
/// (PKCS#8, DER) in an envelope that is bound to the certificate.
/// </summary>
internal static class AuthorityRecord
{
    /// <summary>The key in the store. Outside of <c>/registry/</c>: a private key is no part of an API object.</summary>
    public const string StorageKey = "/signet/certificate-authority";

    /// <summary>What the record has, for messages; a plural.</summary>
    public const string Subject = "the CA certificate and key of all replicas";

    private static ReadOnlySpan<byte> Magic => "signet-certificate-authority-v1\n"u8;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(CertificateAuthority authority, KeyEncryptionKey sealing)
    {
        using var key = authority.Certificate.GetECDsaPrivateKey()!;
        var (certificate, privateKey) = (authority.Certificate.RawData, key.ExportPkcs8PrivateKey());
        try
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, certificate.Length);
            byte[] content = [.. length, .. certificate, .. Envelope.Seal(privateKey, ContextOf(certificate), sealing)];
            return AuthenticatedRecord.Write(Magic, content, sealing);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>Whether bytes have the form of the record, which can be said without its key-encryption key.</summary>
    public static bool HasForm(ReadOnlySpan<byte> record) => AuthenticatedRecord.HasForm(record, Magic);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="available">The key-encryption keys.</param>
    /// <param name="opening">The one that the record was written with.</param>
    /// <exception cref="ManagedKeyException">It is none, was changed, or needs a key-encryption key that was not given.</exception>
    public static CertificateAuthority Read(ReadOnlySpan<byte> record, KeyEncryptionKeys available, out KeyEncryptionKey opening)
    {
        var content = AuthenticatedRecord.Read(record, Magic, $"{Subject} in the store", available, out opening);
        byte[]? privateKey = null;
        try
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(content);
            var certificate = content.Slice(sizeof(int), length);
            privateKey = Envelope.Open(content[(sizeof(int) + length)..], ContextOf(certificate), opening);
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(privateKey, out _);
            using var found = X509CertificateLoader.LoadCertificate(certificate);
            return new CertificateAuthority(found.CopyWithPrivateKey(key));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ManagedKeyException($"{Subject} in the store cannot be read", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    private static byte[] ContextOf(ReadOnlySpan<byte> certificate) => [.. "signet certificate authority\n"u8, .. SHA256.HashData(certificate)];
}
