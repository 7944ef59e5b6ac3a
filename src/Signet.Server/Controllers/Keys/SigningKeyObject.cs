using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing.Listing;

namespace Signet.Server.Controllers.Keys;

/// <summary>The object of a signing key (<c>tokens.signet.dev/v1alpha1</c>, <c>SigningKey</c>).</summary>
internal static class SigningKeyObject
{
    private const int MaxNameLength = 253;

    /// <summary>
    /// The name: the key id. External signers may have ids that cannot be names; these have the SHA-256 of the id in hexadecimal.
    /// </summary>
    public static string NameOf(string keyId) =>
        keyId.Length is > 0 and <= MaxNameLength && keyId.All(IsPlain) && SignetKinds.SigningKeys.Strategy.NameRule(keyId).Count == 0
            ? keyId
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keyId)))}";

    /// <summary>The members beside kind, version and metadata.</summary>
    public static JsonObject ContentOf(ListedKey key) => new()
    {
        ["spec"] = new JsonObject
        {
            ["keyId"] = key.KeyId,
            ["algorithm"] = key.Algorithm.Name,
            ["publicKey"] = PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Span) + "\n",
        },
        ["status"] = StatusOf(key),
    };

    /// <summary>Whether a character means itself in paths and in shells.</summary>
    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '=' or '~';

    private static JsonObject StatusOf(ListedKey key)
    {
        var status = new JsonObject { ["state"] = key.State.ToString() };
        foreach (var (name, time) in (ReadOnlySpan<(string, DateTimeOffset?)>)
        [
            ("publishedFrom", key.PublishedFrom),
            ("publicationConfirmedAt", key.PublicationConfirmedAt),
            ("safeToSignFrom", key.SafeToSignFrom),
            ("signsFrom", key.SignsFrom),
            ("signsUntil", key.SignsUntil),
            ("neededUntil", key.NeededUntil),
            ("endedAt", key.EndedAt),
        ])
        {
            if (time is { } known)
            {
                status[name] = Timestamps.Format(known);
            }
        }

        status["maxLifetimeSeconds"] = (long)key.MaxLifetime.TotalSeconds;
        if (key.IsActivationForced)
        {
            status["activationForced"] = true;
        }

        status["reasons"] = ReasonsOf(key.Reasons);
        return status;
    }

    private static JsonObject ReasonsOf(KeyReasons reasons)
    {
        var written = new JsonObject
        {
            ["publishedFrom"] = reasons.PublishedFrom,
            ["safeToSignFrom"] = reasons.SafeToSignFrom,
            ["signsFrom"] = reasons.SignsFrom,
            ["signsUntil"] = reasons.SignsUntil,
            ["neededUntil"] = reasons.NeededUntil,
        };
        if (reasons.EndedAt is { } ended)
        {
            written["endedAt"] = ended;
        }

        return written;
    }
}
