using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Model;

/// <summary>
/// One resource in one group and version: its names, its schema and its strategy. Everything else derives from these. A kind that is served
/// in several forms is one definition with <see cref="OtherForms"/>, of which <see cref="Forms"/> makes the definitions of the others.
/// </summary>
internal sealed class ResourceDefinition
{
    private static readonly UpdateRules NoRules = new();
    private ResourceDefinition? _stored;
    private KindForms? _forms;
    private byte[]? _typePrefix;

    /// <summary>Group, version and kind: <c>v1 ServiceAccount</c>.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>The name in paths: <c>serviceaccounts</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>The singular name: <c>serviceaccount</c>.</summary>
    public string Singular { get => field ?? Kind.Kind.ToLowerInvariant(); init; }

    /// <summary>The short names in kubectl: <c>sa</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>The groups of resources in kubectl that contain it: <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public required bool Namespaced { get; init; }

    /// <summary>The served verbs, in the order of discovery.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = ResourceVerbs.All;

    /// <summary>The parts of an object with a path of their own.</summary>
    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>The rules of the kind.</summary>
    public required ResourceStrategy Strategy { get; init; }

    public required SchemaType Schema { get; init; }

    /// <summary>Whether clients can reach this form. A stored form that is not served is only converted.</summary>
    public bool IsServed { get; init; } = true;

    /// <summary>For a stored form: the other forms in which its objects are served.</summary>
    public IReadOnlyList<ServedForm> OtherForms { get; init; } = [];

    /// <summary>
    /// The prefix of the objects' keys in the store: <c>/registry/GROUP/PLURAL/</c>, without the group for the core group. Kubernetes omits
    /// the group for its own kinds, too. Clients see the prefix in one error text.
    /// </summary>
    public string StoragePrefix
    {
        get => field ??= Kind.Group.Length == 0 ? $"/registry/{Plural}/" : $"/registry/{Kind.Group}/{Plural}/";
        init;
    }

    /// <summary>All forms of the kind.</summary>
    public KindForms Forms => _stored is null
        ? LazyInitializer.EnsureInitialized(ref _forms, () => KindForms.Of(this, Define))
        : _stored.Forms;

    /// <summary>The definition of the stored form.</summary>
    public ResourceDefinition Stored => _stored ?? this;

    /// <summary>The conversion between this form and the stored form; null for the stored form.</summary>
    internal FormConversion? Conversion { get; private init; }

    /// <summary>Group and plural, as error texts name the resource.</summary>
    public GroupResource GroupResource => new(Kind.Group, Plural);

    /// <summary>The key of an object in the store.</summary>
    public string StorageKey(ObjectKey key) => StoragePrefix + key;

    /// <summary>Reads a stored value in this form.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an object with metadata.name and metadata.uid.</exception>
    public StoredObject ReadStored(ReadOnlySpan<byte> value, Revision revision) =>
        Forms.Others.Count == 0 ? StoredObjectReader.Read(value, revision) : Forms.Read(value, revision, this);

    /// <summary>Converts canonical bytes of this form to those of the stored form.</summary>
    public byte[] ToStored(byte[] bytes) => _stored is null ? bytes : KindForms.Convert(bytes, this, _stored);

    /// <summary>The first bytes of every object; the items of a list omit them.</summary>
    public ReadOnlyMemory<byte> TypePrefix => _typePrefix ??=
        System.Text.Encoding.UTF8.GetBytes($"{{\"kind\":\"{Kind.Kind}\",\"apiVersion\":\"{Kind.ApiVersion}\",");

    /// <summary>The rules of an update.</summary>
    /// <exception cref="InvalidOperationException">The resource does not have the subresource.</exception>
    public UpdateRules RulesOf(UpdateScope scope) => scope.IsSystem ? NoRules : RulesOf(scope.Subresource);

    /// <summary>The rules of a client's update of the whole object (empty) or of a subresource.</summary>
    /// <exception cref="InvalidOperationException">The resource does not have the subresource.</exception>
    public UpdateRules RulesOf(string subresource)
    {
        if (subresource.Length == 0)
        {
            return Strategy.Update;
        }

        foreach (var part in Subresources)
        {
            if (part.Name == subresource)
            {
                return part.Rules;
            }
        }

        throw new InvalidOperationException($"{GroupResource} has no subresource {subresource}");
    }

    private ResourceDefinition Define(ServedForm form)
    {
        var converter = new StrategyConverter(form.Conversion);
        return new ResourceDefinition
        {
            Kind = form.Kind,
            Plural = Plural,
            Singular = Singular,
            ShortNames = ShortNames,
            Categories = Categories,
            Namespaced = Namespaced,
            Verbs = Verbs,
            Subresources = [.. Subresources.Select(part => part with { Rules = converter.Convert(part.Rules) })],
            Strategy = form.Strategy ?? converter.Convert(Strategy),
            Schema = Schema.Catalog[Schema.Catalog.Kinds[form.Kind]],
            StoragePrefix = StoragePrefix,
            Conversion = form.Conversion,
            _stored = this,
        };
    }
}
