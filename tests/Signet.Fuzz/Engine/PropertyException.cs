namespace Signet.Fuzz.Engine;

/// <summary>A property of a target does not hold.</summary>
internal sealed class PropertyException(string kind, string message) : Exception(message)
{
    /// <summary>The property, in a few words.</summary>
    public string Kind => kind;
}
