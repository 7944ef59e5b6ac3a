using System.Diagnostics.CodeAnalysis;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// The fields that objects of a kind can be selected by, and how others are refused: kinds with fields of their own have one text, all
/// others another (Kubernetes, <c>pkg/apis/core/v1/conversion.go</c>; apimachinery, <c>pkg/runtime/converter.go</c>).
/// </summary>
internal sealed class SelectableFields
{
    private readonly SelectableField[] _fields;
    private readonly Dictionary<string, string> _oldNames = new(StringComparer.Ordinal);
    private readonly bool _isOwn;

    private SelectableFields(SelectableField[] fields, bool isOwn) => (_fields, _isOwn) = (fields, isOwn);

    /// <summary><c>metadata.name</c>.</summary>
    public static SelectableField Name { get; } = new("metadata.name") { FromHeader = found => found.Key.Name };

    /// <summary><c>metadata.namespace</c>.</summary>
    public static SelectableField Namespace { get; } = new("metadata.namespace") { FromHeader = found => found.Key.Namespace };

    /// <summary>Name and namespace: what every kind can be selected by that says nothing else.</summary>
    public static SelectableFields Metadata { get; } = new([Name, Namespace], isOwn: false);

    /// <summary>Fields of a kind's own; whatever is not named here is refused.</summary>
    public static SelectableFields Own(params SelectableField[] fields) => new(fields, isOwn: true);

    /// <summary>The same with an old name for a field.</summary>
    public SelectableFields WithOldName(string oldName, string label)
    {
        _oldNames.Add(oldName, label);
        return this;
    }

    /// <summary>The same fields, read from other JSON than the object's own.</summary>
    public SelectableFields ReadFrom(Func<Objects.StoredObject, ReadOnlyMemory<byte>> json)
    {
        var fields = new SelectableFields(Array.ConvertAll(_fields, field => field with { FromJson = json }), _isOwn);
        foreach (var (oldName, label) in _oldNames)
        {
            fields._oldNames.Add(oldName, label);
        }

        return fields;
    }

    /// <summary>The field of a label, or a 400.</summary>
    public bool TryFind(string label, [NotNullWhen(true)] out SelectableField? field, [NotNullWhen(false)] out StatusError? error)
    {
        var wanted = _oldNames.GetValueOrDefault(label, label);
        field = Array.Find(_fields, known => known.Label == wanted);
        error = field is not null ? null : StatusErrors.BadRequest(_isOwn
            ? $"field label not supported: {label}"
            : $"{GoText.Quote(label)} is not a known field selector: only {GoText.Quote(Name.Label)}, {GoText.Quote(Namespace.Label)}");
        return error is null;
    }
}
