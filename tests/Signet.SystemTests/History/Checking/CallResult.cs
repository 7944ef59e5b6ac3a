namespace Signet.SystemTests.History.Checking;

/// <summary>The result of a request.</summary>
public enum CallResult
{
    /// <summary>It was done; a review: the token is accepted.</summary>
    Done,

    /// <summary>The object does not exist, or (an increment) has changed meanwhile; nothing was done. A review: the token is not accepted.</summary>
    Refused,

    /// <summary>There was no answer, or one that leaves it open: 503, 504, 429, a broken connection, a time limit.</summary>
    Unknown,
}
