namespace Signet.Core.Resources.Writing;

/// <summary>The result of a create or an update.</summary>
/// <param name="Json">The object for the client; without a resourceVersion after the dry run of a create.</param>
internal sealed record WriteResult(ReadOnlyMemory<byte> Json, string Uid, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the object was created.</summary>
    public bool IsCreated { get; init; }

    /// <summary>Whether the object was removed: the update took away what had held its deletion.</summary>
    public bool IsGone { get; init; }
}
