namespace Signet.Cli.Publish.Targets;

/// <summary>A document was not published. The message is for the operator and has no credentials.</summary>
/// <param name="message">Why.</param>
/// <param name="isTransient">Whether it is worth trying again soon.</param>
/// <param name="inner">The cause.</param>
internal sealed class PublicationException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it is worth trying again soon.</summary>
    public bool IsTransient => isTransient;
}
