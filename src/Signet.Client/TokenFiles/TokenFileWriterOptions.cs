namespace Signet.Client.TokenFiles;

/// <summary>How a <see cref="TokenFileWriter"/> works.</summary>
public sealed class TokenFileWriterOptions
{
    /// <summary>The files for the libraries of a cloud; null for the token file alone.</summary>
    public CloudCredential? Credential { get; init; }

    /// <summary>How often <see cref="TokenFileWriter.RunAsync"/> asks the source for its token.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Is called after each failure of <see cref="TokenFileWriter.RunAsync"/>, which then tries again at the next check. It must not throw.</summary>
    public Action<Exception>? OnFailure { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
