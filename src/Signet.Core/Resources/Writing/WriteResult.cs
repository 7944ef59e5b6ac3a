namespace Signet.Core.Resources.Writing;

/// <summary>What was written.</summary>
/// <param name="Json">The object as the client gets it; after a dry run of a creation without a resourceVersion.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Warnings">What is worth a warning.</param>
internal sealed record WriteResult(ReadOnlyMemory<byte> Json, string Uid, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the object is new.</summary>
    public bool IsCreated { get; init; }
}
