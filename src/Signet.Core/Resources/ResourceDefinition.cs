using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources;

/// <summary>One served resource: its names, its schema and its strategy. Everything else follows from these.</summary>
public sealed class ResourceDefinition
{
    /// <summary>Group, version and kind: <c>v1 ServiceAccount</c>.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>The name in paths: <c>serviceaccounts</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>The name of one: <c>serviceaccount</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>What kubectl may call it: <c>sa</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>The groups that kubectl may call it by: <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The verbs that discovery lists, in its order.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>The parts of an object that have a path of their own and are read and written as the whole object.</summary>
    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>What is particular to the kind.</summary>
    public required ResourceStrategy Strategy { get; init; }

    /// <summary>The fields of the kind.</summary>
    public required SchemaType Schema { get; init; }

    /// <summary>The other form of the kind, when two API groups serve it; null for nearly all kinds.</summary>
    public AlternateForm? Alternate { get; init; }

    /// <summary>The resource under which the objects are stored: this one, unless it is only another form of that one.</summary>
    public ResourceDefinition Stored => Alternate?.StoredAs ?? this;

    /// <summary>Group and plural, as error texts name the resource.</summary>
    public GroupResource GroupResource => new(Kind.Group, Plural);

    /// <summary>Where objects lie in the store; Kubernetes' own layout, which one error text shows to clients.</summary>
    public string StoragePrefix => $"/registry/{Plural}/";

    /// <summary>Where one object lies in the store.</summary>
    public string StorageKey(ObjectKey key) => StoragePrefix + key;

    /// <summary>Reads a value of the store in this resource's form.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an object with metadata.name and metadata.uid.</exception>
    public StoredObject ReadStored(ReadOnlySpan<byte> value, Revision revision) => Alternate is { StoredAs: not null } alternate
        ? StoredObjectReader.Read(alternate.FromOther.Translate(value), revision)
        : StoredObjectReader.Read(value, revision);

    /// <summary>The bytes that the store keeps of an object in this resource's form.</summary>
    public byte[] ToStored(byte[] bytes) => Alternate is { StoredAs: not null } alternate ? alternate.ToOther.Translate(bytes) : bytes;

    /// <summary>What every object's bytes start with; the items of a list leave it out.</summary>
    public ReadOnlyMemory<byte> TypePrefix => _typePrefix ??=
        System.Text.Encoding.UTF8.GetBytes($"{{\"kind\":\"{Kind.Kind}\",\"apiVersion\":\"{Kind.ApiVersion}\",");

    private byte[]? _typePrefix;
}
