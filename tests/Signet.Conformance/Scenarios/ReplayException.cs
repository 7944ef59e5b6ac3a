namespace Signet.Conformance.Scenarios;

/// <summary>A scenario was aborted: an answer lacks what the next step needs.</summary>
public sealed class ReplayException : Exception
{
    public ReplayException()
    {
    }

    public ReplayException(string message)
        : base(message)
    {
    }

    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
