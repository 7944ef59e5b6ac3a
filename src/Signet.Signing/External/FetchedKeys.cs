using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.External.Protocol;

namespace Signet.Signing.External;

/// <summary>The keys of a valid answer to <c>FetchKeys</c>.</summary>
/// <param name="Keys">The keys, in the order of the answer; at least one.</param>
/// <param name="RefreshHint">After what time they should be fetched again; positive.</param>
internal sealed record FetchedKeys(IReadOnlyList<RingKey> Keys, TimeSpan RefreshHint)
{
    /// <summary>The maximum length of a key id in bytes.</summary>
    public const int MaxKeyIdBytes = 1024;

    /// <summary>A longer hint counts as this; timers of .NET have a limit, and no answer is good for longer.</summary>
    private static readonly TimeSpan MaxHint = TimeSpan.FromDays(30);

    /// <summary>Checks an answer. One bad key fails all of it: a set without it would refuse valid tokens.</summary>
    /// <exception cref="ExternalSignerException">The answer is invalid.</exception>
    public static FetchedKeys Read(FetchKeysResponse answer)
    {
        if (answer.RefreshHintSeconds <= 0)
        {
            throw Invalid($"refresh_hint_seconds is {answer.RefreshHintSeconds}; it must be positive");
        }

        if (answer.Keys.Count == 0)
        {
            throw Invalid("it has no keys");
        }

        var keys = new List<RingKey>();
        for (var i = 0; i < answer.Keys.Count; i++)
        {
            var key = answer.Keys[i];
            if (key.KeyId.Length == 0 || Encoding.UTF8.GetByteCount(key.KeyId) > MaxKeyIdBytes)
            {
                throw Invalid($"key {i} has a key_id of {Encoding.UTF8.GetByteCount(key.KeyId)} bytes; 1 to {MaxKeyIdBytes} are allowed");
            }

            keys.Add(new RingKey { Key = Parse(key), KeyId = key.KeyId, IsInKeySet = !key.ExcludeFromOidcDiscovery });
        }

        return new FetchedKeys(keys, answer.RefreshHintSeconds < MaxHint.TotalSeconds ? TimeSpan.FromSeconds(answer.RefreshHintSeconds) : MaxHint);
    }

    private static VerificationKey Parse(Key key)
    {
        try
        {
            // The framework's own reader would ignore what follows the key.
            AsnDecoder.ReadEncodedValue(key.Key_.Span, AsnEncodingRules.DER, out _, out _, out var length);
            return length == key.Key_.Length
                ? VerificationKey.FromSubjectPublicKeyInfo(key.Key_.Span)
                : throw Invalid($"key {GoText.Quote(key.KeyId)} has {key.Key_.Length - length} bytes behind the public key");
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            throw Invalid($"key {GoText.Quote(key.KeyId)} is not a public key of a supported type (PKIX, DER): {exception.Message}");
        }
    }

    private static ExternalSignerException Invalid(string fault) => new($"FetchKeys: the answer is invalid: {fault}");
}
