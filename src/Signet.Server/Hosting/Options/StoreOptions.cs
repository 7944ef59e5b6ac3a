namespace Signet.Server.Hosting.Options;

/// <summary>Where a server keeps its objects, keys and certificates.</summary>
public sealed record StoreOptions
{
    /// <summary><c>--data-dir</c>; null keeps everything in memory and writes no file.</summary>
    public string? DataDirectory { get; init; }

    /// <summary><c>--accept-store-loss</c>.</summary>
    public bool AcceptLoss { get; init; }
}
