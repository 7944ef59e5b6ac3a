namespace Signet.Core.Storage;

/// <summary>An operation of a commit.</summary>
public abstract record StoreOperation(string Key)
{
    /// <summary>Sets a key's value.</summary>
    public sealed record Put(string Key, ReadOnlyMemory<byte> Value) : StoreOperation(Key);

    /// <summary>Deletes a key; no effect if it does not exist.</summary>
    public sealed record Delete(string Key) : StoreOperation(Key);
}
