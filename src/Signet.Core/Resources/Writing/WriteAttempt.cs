using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>How one attempt of a write ended.</summary>
internal abstract record WriteAttempt<T>
{
    private WriteAttempt()
    {
    }

    /// <summary>The change is committed and visible.</summary>
    public sealed record Committed(T Result) : WriteAttempt<T>;

    /// <summary>Decided from the cache without a commit: a refusal, a dry run, or nothing to change. Stands if the cache was current.</summary>
    public sealed record Decided(Outcome<T> Outcome) : WriteAttempt<T>;

    /// <summary>Refused by the store's newest state, whatever the cache shows; the error is made when the cache shows that state.</summary>
    public sealed record Refused(Func<StatusError> Error) : WriteAttempt<T>
    {
        /// <summary>With an error that is known.</summary>
        public Refused(StatusError error)
            : this(() => error)
        {
        }
    }

    /// <summary>Something that the attempt was made from had changed: nothing was written.</summary>
    public sealed record Conflicted(string Name) : WriteAttempt<T>;

    /// <summary>The first of several commits is made and visible; the next attempt continues.</summary>
    public sealed record Continued : WriteAttempt<T>;
}
