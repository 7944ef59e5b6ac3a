namespace Signet.Server.Files;

/// <summary>A value that does not change.</summary>
internal sealed class FixedValue<T>(T value) : IValueSource<T>
    where T : class
{
    /// <inheritdoc/>
    public T Current => value;
}
