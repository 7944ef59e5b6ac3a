using Signet.Core.Objects;

namespace Signet.Core.Tokens;

/// <summary>
/// The objects that a token's life hangs on. Answers come from the object cache; an implementation that is not alone
/// with its store confirms a negative answer with the store before it gives it, hence the <see cref="ValueTask"/>.
/// </summary>
public interface IIdentityObjects
{
    /// <summary>The newest state of an object, or null when it does not exist.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="key">Its name, and its namespace unless it is a Node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<StoredObject?> FindAsync(IdentityKind kind, ObjectKey key, CancellationToken cancellationToken);
}

/// <summary>The kinds that tokens are issued for or bound to.</summary>
public enum IdentityKind
{
    /// <summary>ServiceAccount.</summary>
    ServiceAccount,

    /// <summary>Pod.</summary>
    Pod,

    /// <summary>Secret.</summary>
    Secret,

    /// <summary>Node.</summary>
    Node,
}
