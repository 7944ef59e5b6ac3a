using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing;

namespace Signet.Tests.Signing.Managed;

/// <summary>
/// The forms in which private bytes can be in a dump: raw in both orders of bytes, hexadecimal, and base64 in each alignment and both alphabets. Each secret is
/// looked for in pieces, so that a part of it is found, too.
/// </summary>
internal sealed class PrivateForms
{
    private const int RawPiece = 16;
    private const int TextPiece = 24;
    private readonly List<byte[]> _needles = [];

    /// <summary>
    /// Adds a private key (PKCS#8, DER): its numbers, and its encodings as a whole. Pieces of the encodings would be pieces of the public key.
    /// </summary>
    public void AddKey(JwtAlgorithm algorithm, byte[] privateKey)
    {
        if (algorithm.IsEllipticCurve)
        {
            using var elliptic = ECDsa.Create();
            elliptic.ImportPkcs8PrivateKey(privateKey, out _);
            AddEncodings(elliptic.ExportPkcs8PrivateKey(), elliptic.ExportECPrivateKey(), privateKey);
            AddSecret(elliptic.ExportParameters(includePrivateParameters: true).D!);
            return;
        }

        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(privateKey, out _);
        AddEncodings(rsa.ExportPkcs8PrivateKey(), rsa.ExportRSAPrivateKey(), privateKey);
        var numbers = rsa.ExportParameters(includePrivateParameters: true);
        foreach (var number in (byte[][])[numbers.D!, numbers.P!, numbers.Q!, numbers.DP!, numbers.DQ!, numbers.InverseQ!])
        {
            AddSecret(number);
        }
    }

    /// <summary>Adds bytes that are secret from the first to the last one.</summary>
    public void AddSecret(byte[] secret)
    {
        foreach (var order in (byte[][])[secret, [.. secret.Reverse()]])
        {
            AddPieces(order, RawPiece);
            AddPieces(Encoding.ASCII.GetBytes(Convert.ToHexString(order)), TextPiece);
            AddPieces(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(order)), TextPiece);
            for (var alignment = 0; alignment < 3; alignment++)
            {
                // Without the characters that depend on the bytes before and after it.
                var text = Convert.ToBase64String(order.AsSpan(alignment, (order.Length - alignment) / 3 * 3));
                AddPieces(Encoding.ASCII.GetBytes(text), TextPiece);
                AddPieces(Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_')), TextPiece);
            }
        }
    }

    /// <summary>The first piece that a dump has, in hexadecimal; null for none.</summary>
    public string? FindIn(ReadOnlySpan<byte> dump)
    {
        var text = Plain(dump);
        foreach (var needle in _needles)
        {
            if (dump.IndexOf(needle) >= 0 || text.AsSpan().IndexOf(needle) >= 0)
            {
                return Convert.ToHexStringLower(needle);
            }
        }

        return null;
    }

    /// <summary>Without what JSON and PEM do to base64: escaped characters, and line breaks.</summary>
    public static byte[] Plain(ReadOnlySpan<byte> dump) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(dump)
        .Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase).Replace("\\u002F", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("\\/", "/", StringComparison.Ordinal)
        .Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

    private void AddEncodings(params byte[][] encodings)
    {
        foreach (var encoding in encodings)
        {
            _needles.Add(encoding);
            _needles.Add(Encoding.ASCII.GetBytes(Convert.ToBase64String(encoding).TrimEnd('=')));
        }
    }

    private void AddPieces(byte[] form, int length)
    {
        for (var start = 0; start + length <= form.Length; start += length)
        {
            _needles.Add(form[start..(start + length)]);
        }
    }
}
