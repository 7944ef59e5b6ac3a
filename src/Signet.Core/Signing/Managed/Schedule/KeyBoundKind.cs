namespace Signet.Core.Signing.Managed.Schedule;

/// <summary>The bounds of a key's windows.</summary>
internal enum KeyBoundKind
{
    /// <summary>The start of its publication (<see cref="ManagedKey.PublishedFrom"/>).</summary>
    PublishedFrom,

    /// <summary>The start of its signatures (<see cref="ManagedKey.SignsFrom"/>).</summary>
    SignsFrom,

    /// <summary>The end of its signatures (<see cref="ManagedKey.SignsUntil"/>).</summary>
    SignsUntil,

    /// <summary>The end of its publication and acceptance (<see cref="ManagedKey.VerifiesUntil"/>).</summary>
    VerifiesUntil,
}
