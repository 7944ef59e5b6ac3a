namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>A key with its windows and their reasons.</summary>
/// <param name="Key">The record; for a key that is to be made, the record that it will have, without an id.</param>
/// <param name="IsMade">Whether it exists.</param>
/// <param name="State">The stage now.</param>
/// <param name="Bounds">The bounds of its windows, in order.</param>
internal sealed record ScheduledKey(ManagedKey Key, bool IsMade, ManagedKeyState State, IReadOnlyList<KeyBound> Bounds)
{
    /// <summary>The <c>kid</c>; empty for a key that is to be made.</summary>
    public string KeyId => IsMade ? Key.KeyId : "";

    /// <summary>From when every verifier knows it, so that it may sign; null when it is not published, or signs no more.</summary>
    public DateTimeOffset? SafeFrom { get; init; }

    /// <summary>Whether it is safe to sign with it now.</summary>
    public bool IsSafeToSign { get; init; }

    /// <summary>Why it is safe to sign with it, or why not.</summary>
    public required string Safety { get; init; }
}
