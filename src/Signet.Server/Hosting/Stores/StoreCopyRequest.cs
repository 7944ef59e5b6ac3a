namespace Signet.Server.Hosting.Stores;

/// <summary>What <c>signet store copy</c> does.</summary>
internal sealed record StoreCopyRequest
{
    public required StoreAddress From { get; init; }

    public required StoreAddress To { get; init; }

    /// <summary>Whether an unfinished copy is continued.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether the revisions of etcd may be lower than those of the source.</summary>
    public bool AllowLowerRevisions { get; init; }

    /// <summary>The key-encryption keys that the servers of the target get.</summary>
    public IReadOnlyList<string> KeyEncryptionKeyFiles { get; init; } = [];
}
