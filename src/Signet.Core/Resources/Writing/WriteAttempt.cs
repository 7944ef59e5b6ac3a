using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>The outcome of one attempt of a write.</summary>
internal abstract record WriteAttempt<T>
{
    private WriteAttempt()
    {
    }

    /// <summary>The change is committed and visible.</summary>
    public sealed record Committed(T Result) : WriteAttempt<T>;

    /// <summary>Decided from the cache without a commit: an error, a dry run, or no change. Valid if the cache was current.</summary>
    public sealed record Decided(Outcome<T> Outcome) : WriteAttempt<T>;

    /// <summary>Refused by the newest state of the store, independent of the cache; the error is made when the cache has that state.</summary>
    public sealed record Refused(Func<StatusError> Error) : WriteAttempt<T>
    {
        public Refused(StatusError error)
            : this(() => error)
        {
        }
    }

    /// <summary>A compare of the commit failed: nothing was written.</summary>
    public sealed record Conflicted(string Name) : WriteAttempt<T>;

    /// <summary>The first of several commits is made and visible; the next attempt continues.</summary>
    public sealed record Continued : WriteAttempt<T>;
}
