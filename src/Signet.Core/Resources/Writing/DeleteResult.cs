namespace Signet.Core.Resources.Writing;

/// <summary>The result of a deletion.</summary>
/// <param name="Json">The last state of the object; empty when it could not be read.</param>
/// <param name="IsGone">Whether the object was removed; otherwise its finalizers or its grace period delay the removal.</param>
internal sealed record DeleteResult(ReadOnlyMemory<byte> Json, string Uid, bool IsGone);
