namespace Signet.SystemTests.History;

/// <summary>The result of an operation.</summary>
internal enum HistoryResult
{
    /// <summary>It was done; a review: the token is accepted.</summary>
    Done,

    /// <summary>It was refused, and nothing was done; a review: the token is not accepted.</summary>
    Refused,

    /// <summary>There was no answer, or one that leaves it open.</summary>
    Unknown,
}
