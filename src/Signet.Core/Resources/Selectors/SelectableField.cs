using Signet.Core.Objects;

namespace Signet.Core.Resources.Selectors;

/// <summary>A field that objects of a kind can be selected by.</summary>
/// <param name="Label">As clients write it, which is its path too unless that is given: <c>spec.nodeName</c>.</param>
/// <param name="Missing">What its value counts as when it is not there.</param>
internal sealed record SelectableField(string Label, string Missing = "")
{
    /// <summary>Reads it from an object's header, where it has the field; saves reading the bytes.</summary>
    public Func<StoredObject, string>? FromHeader { get; init; }

    /// <summary>The JSON that it is read from, when that is not the object's own.</summary>
    public Func<StoredObject, ReadOnlyMemory<byte>>? FromJson { get; init; }

    /// <summary>The field whose value counts when this one has none.</summary>
    public SelectableField? Otherwise { get; init; }

    /// <summary>The members on the way to the value.</summary>
    public IReadOnlyList<byte[]> Path { get; private init; } = Array.ConvertAll(Label.Split('.'), System.Text.Encoding.UTF8.GetBytes);

    /// <summary>The same, read from another path than the label's.</summary>
    public SelectableField At(string path) => this with { Path = Array.ConvertAll(path.Split('.'), System.Text.Encoding.UTF8.GetBytes) };
}
