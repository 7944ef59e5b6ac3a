using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>
/// An object as it lives in the cache: its canonical UTF-8 JSON with <c>resourceVersion</c> in it, and the few fields that
/// the hot path needs. Immutable; reads, lists and watches copy its bytes.
/// </summary>
internal sealed class StoredObject
{
    /// <summary>Namespace and name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary><c>metadata.uid</c>.</summary>
    public required string Uid { get; init; }

    /// <summary>The revision of this state: <c>metadata.resourceVersion</c>.</summary>
    public required Revision Revision { get; init; }

    /// <summary>The whole object, in canonical form: <c>{"kind":…,"apiVersion":…,"metadata":{…},…}</c>.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary><c>metadata.deletionTimestamp</c>: set while the object waits for its finalizers or its grace period.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary><c>metadata.ownerReferences</c>; the garbage collector follows them.</summary>
    public IReadOnlyList<OwnerReference> Owners { get; init; } = [];

    /// <summary>Where in <see cref="Json"/> the digits of resourceVersion stand.</summary>
    internal int RevisionOffset { get; init; }

    /// <summary>Where in <see cref="Json"/> the object of the labels begins, or 0 when there are none.</summary>
    internal int LabelsOffset { get; init; }

    /// <summary><c>metadata.labels</c>: JSON that begins with their object, or nothing when there are none. What follows the object is no part of it.</summary>
    public ReadOnlySpan<byte> Labels => LabelsOffset == 0 ? default : Json.Span[LabelsOffset..];

    /// <summary>For a Pod, whom it runs as and where; null for every other kind.</summary>
    public PodIdentity? Pod { get; init; }

    /// <summary>The same state under another revision: how a deletion is told to watchers.</summary>
    public StoredObject WithRevision(Revision revision)
    {
        var behind = RevisionOffset + Json.Span[RevisionOffset..].IndexOf((byte)'"');
        Span<byte> digits = stackalloc byte[20];
        revision.Value.TryFormat(digits, out var length);
        return new StoredObject
        {
            Key = Key,
            Uid = Uid,
            Revision = revision,
            Json = (byte[])[.. Json.Span[..RevisionOffset], .. digits[..length], .. Json.Span[behind..]],
            RevisionOffset = RevisionOffset,
            LabelsOffset = LabelsOffset < behind ? LabelsOffset : LabelsOffset + RevisionOffset + length - behind,
            DeletionTimestamp = DeletionTimestamp,
            Owners = Owners,
            Pod = Pod,
        };
    }
}
