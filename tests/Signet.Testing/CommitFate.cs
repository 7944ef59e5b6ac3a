using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>The outcome of a commit.</summary>
public enum CommitFate
{
    /// <summary>It is made and answered.</summary>
    Made,

    /// <summary>It is not made; the caller gets a <see cref="StoreUnavailableException"/>.</summary>
    Failed,

    /// <summary>It is made, but the caller gets a <see cref="StoreUnavailableException"/>.</summary>
    AnswerLost,
}
