namespace Signet.Core.Storage;

/// <summary>One change.</summary>
public abstract record StoreOperation(string Key)
{
    /// <summary>Sets a key's value.</summary>
    public sealed record Put(string Key, ReadOnlyMemory<byte> Value) : StoreOperation(Key);

    /// <summary>Removes a key; nothing happens when it does not exist.</summary>
    public sealed record Delete(string Key) : StoreOperation(Key);
}
