using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>
/// A stored state of an object: canonical UTF-8 JSON that includes <c>resourceVersion</c>, and the fields that the hot path needs. Immutable; reads,
/// lists and watches copy its bytes.
/// </summary>
internal sealed class StoredObject
{
    public required ObjectKey Key { get; init; }

    /// <summary><c>metadata.uid</c>.</summary>
    public required string Uid { get; init; }

    /// <summary>The revision of this state: <c>metadata.resourceVersion</c>.</summary>
    public required Revision Revision { get; init; }

    /// <summary>The object in canonical form: <c>{"kind":…,"apiVersion":…,"metadata":{…},…}</c>.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary><c>metadata.deletionTimestamp</c>: set while finalizers or a grace period delay the deletion.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary><c>metadata.ownerReferences</c>; used by the garbage collector.</summary>
    public IReadOnlyList<OwnerReference> Owners { get; init; } = [];

    /// <summary>The offset of the digits of resourceVersion in <see cref="Json"/>.</summary>
    internal int RevisionOffset { get; init; }

    /// <summary>The offset of the object of the labels in <see cref="Json"/>; 0 without labels.</summary>
    internal int LabelsOffset { get; init; }

    /// <summary><c>metadata.labels</c>: JSON that starts with their object, followed by other bytes; empty without labels.</summary>
    public ReadOnlySpan<byte> Labels => LabelsOffset == 0 ? default : Json.Span[LabelsOffset..];

    /// <summary>The service account and node of a Pod; null for other kinds.</summary>
    public PodIdentity? Pod { get; init; }

    /// <summary>The same state with another revision, as watchers get it for a deletion.</summary>
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
