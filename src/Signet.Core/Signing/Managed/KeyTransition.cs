namespace Signet.Core.Signing.Managed;

/// <summary>One change of the set of managed keys. Those that are planned together are committed together.</summary>
/// <param name="Reason">Why, for log, audit and <c>signet keys plan</c>: a sentence without key material.</param>
internal abstract record KeyTransition(string Reason)
{
    /// <summary>Makes a key pair.</summary>
    /// <param name="Algorithm">Its algorithm.</param>
    /// <param name="PublishedFrom">See <see cref="ManagedKey.PublishedFrom"/>.</param>
    /// <param name="SignsFrom">See <see cref="ManagedKey.SignsFrom"/>.</param>
    /// <param name="IsForced">See <see cref="ManagedKey.IsActivationForced"/>.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Create(JwtAlgorithm Algorithm, DateTimeOffset? PublishedFrom, DateTimeOffset? SignsFrom, bool IsForced, string Reason)
        : KeyTransition(Reason)
    {
        /// <summary>See <see cref="ManagedKey.IsPublicationWaived"/>.</summary>
        public bool IsPublicationWaived { get; init; }
    }

    /// <summary>Changes a key.</summary>
    /// <param name="Before">The key as it was when the change was planned.</param>
    /// <param name="After">The key as it shall be.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Change(ManagedKey Before, ManagedKey After, string Reason) : KeyTransition(Reason);

    /// <summary>Removes a key that nothing needs any more.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Remove(ManagedKey Key, string Reason) : KeyTransition(Reason);
}
