using static Signet.Core.Signing.Managed.WholeSeconds;

namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>Explains the bounds of keys' windows, with the numbers that they are made of.</summary>
internal sealed class KeyReasons(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, Func<ManagedKey, bool> isMade)
{
    /// <summary>Why it is published from then on.</summary>
    public static string OfPublication(ManagedKey key) => key.PublishedFrom switch
    {
        null => "not decided: it is not in the JWKS",
        { } time when time == DateTimeOffset.MinValue => "no verifier can have a JWKS without it: it is the first key, or signed before Signet managed it",
        _ when key.SignsFrom is null => $"prepared: it is in the JWKS, and signs only after rotate, or when it is needed as a successor",
        _ => $"before it signs, so that every verifier has fetched it by then",
    };

    /// <summary>Why it signs from then on.</summary>
    public string OfSigning(ManagedKey key)
    {
        if (key.SignsFrom is not { } signs)
        {
            return PublicationWait.IsWaiting(policy, key) ? $"not decided: {PublicationWait.Reason}" : "not decided";
        }

        if (key.PublishedFrom is not { } published || published == DateTimeOffset.MinValue)
        {
            return "at once: every verifier that has a JWKS has the key";
        }

        return key.IsActivationForced
            ? $"at once, because an operator activated it, or revoked the key before it: verifiers with a cached JWKS knew it only from {Text(published + policy.PublicationLead)} on"
            : key.IsPublicationWaived && policy.RequiresConfirmedPublication
                ? $"{Text(signs - published)} after its publication, which an operator does not let the server wait for"
            : policy.RequiresConfirmedPublication && key.PublicationConfirmedAt is { } confirmed
                ? $"{Text(signs - confirmed)} after its publication was confirmed: {Lead}"
            : $"{Text(signs - published)} after its publication: {Lead}";
    }

    /// <summary>Why it signs no more from then on.</summary>
    public string OfSigningEnd(ManagedKey key, bool isRecorded)
    {
        if (key.EndedAt is { } ended && !(key.SignsUntil <= ended))
        {
            return key.SignsFrom is null || ended < key.SignsFrom ? "it never signed" : EndOf(key);
        }

        if (key.SignsUntil is not { } until)
        {
            return key.SignsFrom is null ? "not decided"
                : keys.FirstOrDefault(other => other.Algorithm == key.Algorithm && isMade(other) && PublicationWait.IsWaiting(policy, other)) is { } waiting
                    ? $"not decided: the publication of its successor {waiting.KeyId} is not confirmed"
                : policy.RotationInterval is { } interval ? $"not decided; its successor signs {Text(interval)} after it at the earliest"
                : "no end: keys rotate only on demand";
        }

        var successor = keys.FirstOrDefault(other => other.SignsFrom == until && other.KeyId != key.KeyId);
        var name = successor is null ? "its successor signs from then on"
            : isMade(successor) ? $"the key {successor.KeyId} signs from then on"
            : $"a new {successor.Algorithm.Name} key signs from then on";
        return isRecorded || policy.RotationInterval is not { } rotation || key.SignsFrom + rotation != until
            ? name
            : $"{name}, {Text(rotation)} after this one began (rotation interval)";
    }

    /// <summary>Why it is accepted and published until then.</summary>
    public static string OfEnd(ManagedKey key) =>
        key.EndedAt is not null && key.VerifiesUntil == key.EndedAt ? EndOf(key)
        : key.SignsUntil is null ? "no end, because it may still sign"
        : $"{Text(key.MaxLifetime + ClockSkew.Max)} after its last signature: {Text(key.MaxLifetime)} (longest lifetime of its tokens) and {Text(ClockSkew.Max)} (clock skew)";

    /// <summary>Why it is safe to sign with a key, or why not.</summary>
    public string OfSafety(ManagedKey key, ManagedKeyState state, DateTimeOffset? safeFrom, DateTimeOffset now) => state switch
    {
        ManagedKeyState.Previous => "signs no more",
        ManagedKeyState.Retired => "ended",
        ManagedKeyState.Revoked => "revoked",
        _ when safeFrom is null => key.PublishedFrom is null ? "it is not published" : PublicationWait.Reason,
        _ when safeFrom == DateTimeOffset.MinValue => "no verifier can have a JWKS without it",
        _ when safeFrom <= now => $"published for {Text(WholeSeconds.Ceiling(now) - policy.AvailableFrom(key)!.Value)}: {Lead}",
        _ => $"safe from {Text(safeFrom.Value)}: {Lead}",
    };

    private string Lead => $"the publication lead is {Text(policy.PublicationLead)}, of which {Text(policy.MaxAge)} are the max-age of the JWKS and {Text(policy.PublicationLead - policy.MaxAge)} " +
        $"are for clock skew and verifiers that refresh later";

    private static string EndOf(ManagedKey key) => key.IsRevoked ? "revoked by an operator" : "retired by an operator, or its algorithm is not used any more";
}
