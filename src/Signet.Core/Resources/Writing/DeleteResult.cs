namespace Signet.Core.Resources.Writing;

/// <summary>What a deletion did.</summary>
/// <param name="Json">The last state of the object; empty when it could not be read.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="IsGone">Whether it was removed; otherwise it waits for its finalizers or its grace period.</param>
internal sealed record DeleteResult(ReadOnlyMemory<byte> Json, string Uid, bool IsGone);
