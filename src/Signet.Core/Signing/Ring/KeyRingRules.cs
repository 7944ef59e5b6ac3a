using System.Globalization;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// The rules that ensure that no verifier refuses a valid token: a key is published for at least <c>max-age</c> before it signs, and stays published
/// and accepted until the last token that it may have signed has expired.
/// </summary>
internal static class KeyRingRules
{
    /// <summary>The max length of a key id (Kubernetes, <c>ExternalJWTSigner</c>).</summary>
    private const int MaxKeyIdLength = 1024;

    /// <summary>Throws if a definition violates a rule; the exception lists all violations.</summary>
    /// <exception cref="KeyRingException">A rule is violated.</exception>
    public static void Require(KeyRingDefinition definition)
    {
        var errors = new List<string>();
        if (definition.MaxAge < TimeSpan.Zero)
        {
            errors.Add($"the max-age of the JWKS is negative: {Text(definition.MaxAge)}");
        }

        if (definition.MaxLifetime <= TimeSpan.Zero)
        {
            errors.Add($"the max lifetime of tokens is not positive: {Text(definition.MaxLifetime)}");
        }

        var byId = new Dictionary<string, RingKey>(StringComparer.Ordinal);
        foreach (var key in definition.Keys)
        {
            CheckWindows(key, errors);
            if (!byId.TryAdd(key.KeyId, key))
            {
                CheckDuplicate(byId[key.KeyId], key, errors);
            }
        }

        CheckSigners(definition, byId, errors);
        foreach (var key in byId.Values)
        {
            CheckRetention(key, definition, errors);
        }

        if (errors.Count > 0)
        {
            throw new KeyRingException(errors);
        }
    }

    private static void CheckWindows(RingKey key, List<string> errors)
    {
        if (key.KeyId.Length is 0 or > MaxKeyIdLength)
        {
            errors.Add($"a key id has {key.KeyId.Length} characters; 1 to {MaxKeyIdLength} are allowed");
        }

        foreach (var time in (ReadOnlySpan<DateTimeOffset>)[key.PublishedFrom, key.PublishedUntil, key.SignsFrom, key.SignsUntil, key.VerifiesUntil])
        {
            if (time.Ticks % TimeSpan.TicksPerSecond != 0 && time != DateTimeOffset.MaxValue)
            {
                errors.Add($"{Name(key)} has a window whose time is not in whole seconds: {time:O}");
            }
        }

        if (key.PublishedUntil < key.PublishedFrom || key.SignsUntil < key.SignsFrom)
        {
            errors.Add($"{Name(key)} has a window that ends before it begins");
        }
    }

    private static void CheckDuplicate(RingKey first, RingKey second, List<string> errors)
    {
        if (!first.IsSameKey(second))
        {
            errors.Add($"two different keys have the id {GoText.Quote(first.KeyId)}");
        }
        else if (!first.HasSameWindows(second))
        {
            errors.Add($"{Name(first)} is given twice, with different windows");
        }
    }

    private static void CheckSigners(KeyRingDefinition definition, Dictionary<string, RingKey> keys, List<string> errors)
    {
        if (!definition.Signers.Any(signer => signer.Audience is null))
        {
            errors.Add("there is no signer for tokens of all audiences");
        }

        if (definition.Signers.Any(signer => signer.Audience?.Length == 0))
        {
            errors.Add("the audience of a signer is empty");
        }

        foreach (var signer in definition.Signers)
        {
            if (signer.KeyId is null)
            {
                if (!keys.Values.Any(key => key.IsInKeySet))
                {
                    errors.Add("a signer chooses its key itself, and the JWKS holds none");
                }
            }
            else if (!keys.TryGetValue(signer.KeyId, out var key))
            {
                errors.Add($"the key {GoText.Quote(signer.KeyId)} of a signer is not among the verification keys");
            }
            else
            {
                CheckPublication(key, definition, errors);
            }
        }
    }

    /// <summary>A verifier may have fetched the JWKS just before the key was added, and cache it for max-age.</summary>
    private static void CheckPublication(RingKey key, KeyRingDefinition definition, List<string> errors)
    {
        if (!key.IsInKeySet)
        {
            errors.Add($"{Name(key)} signs and is not in the JWKS");
        }
        else if (key.PublishedFrom > DateTimeOffset.MinValue && key.SignsFrom - key.PublishedFrom < definition.MaxAge)
        {
            errors.Add(
                $"{Name(key)} is published from {Text(key.PublishedFrom)} and signs from {Text(key.SignsFrom)}: verifiers may keep the JWKS without it for " +
                $"{Text(definition.MaxAge)} (max-age), so it must not sign earlier than that after its publication");
        }
    }

    /// <summary>A key that signs or has signed is needed until its last token has expired.</summary>
    private static void CheckRetention(RingKey key, KeyRingDefinition definition, List<string> errors)
    {
        if (key.SignsUntil == DateTimeOffset.MaxValue && !definition.Signers.Any(signer => signer.KeyId == key.KeyId))
        {
            return;
        }

        var needed = (key.MaxLifetime ?? definition.MaxLifetime) + ClockSkew.Max;
        foreach (var (end, what) in (ReadOnlySpan<(DateTimeOffset, string)>)[(key.VerifiesUntil, "verifies"), (key.PublishedUntil, "is published")])
        {
            if (end != DateTimeOffset.MaxValue && end - key.SignsUntil < needed)
            {
                errors.Add(
                    $"{Name(key)} signs until {Text(key.SignsUntil)} and {what} until {Text(end)}: its last token may be used for " +
                    $"{Text(needed)} (max lifetime and clock skew), so its end must not be earlier than that after its last signature");
            }
        }
    }

    private static string Name(RingKey key) => $"the key {GoText.Quote(key.KeyId)}";

    private static string Text(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} s");

    private static string Text(DateTimeOffset time) =>
        time == DateTimeOffset.MinValue || time == DateTimeOffset.MaxValue ? "(no limit)" : time.ToString("u", CultureInfo.InvariantCulture);
}
