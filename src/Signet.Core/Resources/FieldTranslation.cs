using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Schema;

namespace Signet.Core.Resources;

/// <summary>
/// How one form of a kind becomes another form of the same kind, served in another API group: its top-level fields have other names there,
/// and everything beneath them is the same.
/// </summary>
public sealed class FieldTranslation
{
    private readonly FrozenDictionary<string, string> _names;
    private readonly SchemaType _schema;

    /// <summary>A translation.</summary>
    /// <param name="to">The other form.</param>
    /// <param name="names">The fields that have another name there: the name here, and the name there.</param>
    public FieldTranslation(GroupVersionKind to, IEnumerable<KeyValuePair<string, string>> names)
    {
        To = to;
        _names = names.ToFrozenDictionary(StringComparer.Ordinal);
        _schema = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[to]];
    }

    /// <summary>The other form.</summary>
    public GroupVersionKind To { get; }

    /// <summary>An object in the other form; its managedFields stay in the version that each of their entries names.</summary>
    /// <param name="json">The object in this form.</param>
    public byte[] Translate(ReadOnlySpan<byte> json)
    {
        var translated = new JsonObject();
        var root = (JsonObject)JsonNode.Parse(json)!;
        foreach (var (name, value) in root.ToArray())
        {
            root.Remove(name);
            translated[NameOf(name)] = value;
        }

        translated["kind"] = To.Kind;
        translated["apiVersion"] = To.ApiVersion;
        return CanonicalJson.ToBytes(translated, _schema);
    }

    /// <summary>A set of fields, named as in the other form.</summary>
    internal FieldSet Translate(FieldSet fields) => FieldSet.Of(fields.Paths().Select(IReadOnlyList<PathElement> (path) =>
        path[0].Kind == PathElementKind.Field ? [PathElement.Field(NameOf(path[0].Text)), .. path.Skip(1)] : path));

    private string NameOf(string name) => _names.GetValueOrDefault(name, name);
}
