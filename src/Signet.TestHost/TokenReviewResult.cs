namespace Signet.TestHost;

/// <summary>The answer of the server to a TokenReview.</summary>
public sealed class TokenReviewResult
{
    internal TokenReviewResult()
    {
    }

    /// <summary>Whether the token is accepted.</summary>
    public bool IsAuthenticated { get; internal init; }

    /// <summary>The user of the token; null when it is refused.</summary>
    public string? UserName { get; internal init; }

    /// <summary>The requested audiences that the token has.</summary>
    public IReadOnlyList<string> Audiences { get; internal init; } = [];

    /// <summary>Why the token is refused; null when it is accepted, and when the server gives no reason.</summary>
    public string? Error { get; internal init; }
}
