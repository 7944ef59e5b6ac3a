namespace Signet.Server.Files;

/// <summary>A value that no file decides.</summary>
internal sealed class FixedValue<T>(T value) : IValueSource<T>
    where T : class
{
    /// <inheritdoc/>
    public T Current => value;
}
