using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Identity;

/// <summary>
/// The objects that the validity of tokens depends on. Answers are at most as stale as is allowed; a refusal that was decided from them is
/// confirmed by <see cref="ConfirmAsync"/>.
/// </summary>
internal interface IIdentityObjects
{
    /// <summary>The revision that all answers include; to be read before a decision is made, for <see cref="ConfirmAsync"/>.</summary>
    Revision Revision { get; }

    /// <summary>The state of an object, or null when it does not exist or cannot be read.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="key">Its name, and its namespace unless it is a Node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Storage.StoreUnavailableException">The answer would be too stale, and the store cannot be asked.</exception>
    ValueTask<StoredObject?> FindAsync(IdentityKind kind, ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Whether a refusal stands that was decided at a revision; when false, newer answers are there: decide again, once.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store cannot be asked.</exception>
    ValueTask<bool> ConfirmAsync(Revision decidedAt, CancellationToken cancellationToken);

    /// <summary>The 500 for an object whose stored value cannot be read; null for every other object.</summary>
    StatusError? FindError(IdentityKind kind, ObjectKey key);
}
