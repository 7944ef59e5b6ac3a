using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Jose;

namespace Signet.Signing.External;

/// <summary>The header of a signature of an external signer.</summary>
/// <param name="Encoded">As the signer sent it, in base64url as ASCII bytes; never changed.</param>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="KeyId"><c>kid</c>.</param>
internal sealed record ExternalHeader(byte[] Encoded, JwtAlgorithm Algorithm, string KeyId)
{
    private const string Type = "JWT";

    /// <summary>Reads a header: exactly <c>alg</c>, <c>kid</c> and <c>typ</c>, each once.</summary>
    /// <exception cref="SigningFailedException">The header breaks a rule.</exception>
    public static ExternalHeader Read(ReadOnlySpan<byte> encoded)
    {
        var json = new byte[Base64UrlText.MaxDecodedLength(encoded.Length)];
        if (encoded.Length == 0 || !Base64UrlText.TryDecode(encoded, json, out var length))
        {
            throw Invalid("it is not base64url without padding");
        }

        string? algorithm = null, keyId = null, type = null;
        var reader = new StrictJson(json.AsSpan(0, length));
        if (reader.TryStartObject())
        {
            while (reader.TryNextMember())
            {
                if (!TryRead(ref reader, ref algorithm, ref keyId, ref type))
                {
                    throw Invalid("it must have alg, kid and typ, each once and as a string, and nothing else");
                }
            }
        }

        if (!reader.IsAtEnd)
        {
            throw Invalid("it is not a JSON object");
        }

        if (type != Type)
        {
            throw Invalid($"typ is {GoText.Quote(type ?? "")}; it must be {GoText.Quote(Type)}");
        }

        if (string.IsNullOrEmpty(keyId) || Encoding.UTF8.GetByteCount(keyId) > FetchedKeys.MaxKeyIdBytes)
        {
            throw Invalid($"kid has {Encoding.UTF8.GetByteCount(keyId ?? "")} bytes; 1 to {FetchedKeys.MaxKeyIdBytes} are allowed");
        }

        return JwtAlgorithm.Find(algorithm ?? "") is { } known
            ? new ExternalHeader(encoded.ToArray(), known, keyId)
            : throw Invalid($"alg is {GoText.Quote(algorithm ?? "")}; it must be one of {string.Join(", ", JwtAlgorithm.All.Select(one => one.Name))}");
    }

    private static bool TryRead(ref StrictJson reader, ref string? algorithm, ref string? keyId, ref string? type) =>
        reader.NameIs("alg"u8) ? TryReadOnce(ref reader, ref algorithm)
        : reader.NameIs("kid"u8) ? TryReadOnce(ref reader, ref keyId)
        : reader.NameIs("typ"u8) && TryReadOnce(ref reader, ref type);

    private static bool TryReadOnce(ref StrictJson reader, ref string? value)
    {
        if (value is not null || !reader.TryReadString(out var read))
        {
            return false;
        }

        value = read;
        return true;
    }

    private static SigningFailedException Invalid(string fault) => new($"the header of the external signer is invalid: {fault}");
}
