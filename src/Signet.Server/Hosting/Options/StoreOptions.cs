namespace Signet.Server.Hosting.Options;

/// <summary>The storage of objects, keys and certificates.</summary>
public sealed record StoreOptions
{
    /// <summary><c>--data-dir</c>; null keeps everything in memory and writes no files.</summary>
    public string? DataDirectory { get; init; }

    /// <summary><c>--accept-store-loss</c>: start although the store has less data than the directory remembers.</summary>
    public bool AcceptLoss { get; init; }
}
