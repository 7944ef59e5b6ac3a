using System.Diagnostics.CodeAnalysis;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// The fields that a field selector of a kind may name. The error for other fields has one text for kinds with fields of their own and
/// another for all other kinds (Kubernetes, <c>pkg/apis/core/v1/conversion.go</c>; apimachinery, <c>pkg/runtime/converter.go</c>).
/// </summary>
internal sealed class SelectableFields
{
    private readonly SelectableField[] _fields;
    private readonly Dictionary<string, string> _oldNames;
    private readonly bool _isOwn;

    private SelectableFields(SelectableField[] fields, bool isOwn, Dictionary<string, string>? oldNames = null) =>
        (_fields, _isOwn, _oldNames) = (fields, isOwn, oldNames ?? []);

    public static SelectableField Name { get; } = new("metadata.name") { FromHeader = found => found.Key.Name };

    public static SelectableField Namespace { get; } = new("metadata.namespace") { FromHeader = found => found.Key.Namespace };

    /// <summary>The default: name and namespace.</summary>
    public static SelectableFields Metadata { get; } = new([Name, Namespace], isOwn: false);

    /// <summary>The fields of a kind that defines its own, which may leave out name or namespace.</summary>
    public static SelectableFields Own(params SelectableField[] fields) => new(fields, isOwn: true);

    /// <summary>The fields with an old name for one of them.</summary>
    public SelectableFields WithOldName(string oldName, string label) =>
        new(_fields, _isOwn, new Dictionary<string, string>(_oldNames) { [oldName] = label });

    /// <summary>The fields, read from other JSON than that of the object.</summary>
    public SelectableFields ReadFrom(Func<Objects.StoredObject, ReadOnlyMemory<byte>> json) =>
        new(Array.ConvertAll(_fields, field => field with { FromJson = json }), _isOwn, _oldNames);

    /// <summary>The field with a label; a 400 when there is none.</summary>
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
