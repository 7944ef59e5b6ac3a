namespace Signet.Server.Files;

/// <summary>A source of an immutable value that is replaced as a whole.</summary>
internal interface IValueSource<out T>
    where T : class
{
    /// <summary>The value in force; another instance after each change. Costs one volatile read.</summary>
    T Current { get; }
}
