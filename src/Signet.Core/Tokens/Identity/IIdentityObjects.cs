using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Identity;

/// <summary>
/// The objects that the validity of tokens depends on. Their staleness is bounded; a refusal that was decided from them must be confirmed by
/// <see cref="ConfirmAsync"/>.
/// </summary>
internal interface IIdentityObjects
{
    /// <summary>A revision that all results include. Must be read before a decision, for <see cref="ConfirmAsync"/>.</summary>
    Revision Revision { get; }

    /// <summary>
    /// Completes when what is read from now on is current enough; usually at once. Keys and issuers follow the store with the objects: they are read
    /// after it.
    /// </summary>
    /// <exception cref="Storage.StoreUnavailableException">The cache is too stale, and the store is not available.</exception>
    ValueTask EnsureCurrentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes when a token may be issued from what is read from now on: it contains every end of an account, an object, a key or an issuer that any replica
    /// has answered.
    /// </summary>
    /// <exception cref="Storage.StoreUnavailableException">The store is not available.</exception>
    ValueTask EnsureIssuableAsync(CancellationToken cancellationToken);

    /// <summary>The state of an object; null if it does not exist or cannot be read.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="key">The name, and the namespace unless it is a Node.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <exception cref="Storage.StoreUnavailableException">The cache is too stale, and the store is not available.</exception>
    ValueTask<StoredObject?> FindAsync(IdentityKind kind, ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Confirms a refusal that was decided at a revision. False if there are newer states: the caller must decide again, once.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store is not available.</exception>
    ValueTask<bool> ConfirmAsync(Revision decidedAt, CancellationToken cancellationToken);

    /// <summary>The 500 for an object whose stored value cannot be read; null for every other object.</summary>
    StatusError? FindError(IdentityKind kind, ObjectKey key);
}
