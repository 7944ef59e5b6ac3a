namespace Signet.Conformance.Scenarios;

/// <summary>A scenario broke off: an answer did not hold what the next step needs.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Without a reason.</summary>
    public ReplayException()
    {
    }

    /// <summary>With a reason.</summary>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason and what was behind it.</summary>
    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
