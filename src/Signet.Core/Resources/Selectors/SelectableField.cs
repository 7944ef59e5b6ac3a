using Signet.Core.Objects;

namespace Signet.Core.Resources.Selectors;

/// <summary>A field that a field selector of a kind may name.</summary>
/// <param name="Label">The name in selectors, and by default the path: <c>spec.nodeName</c>.</param>
/// <param name="Missing">The value of an absent field.</param>
internal sealed record SelectableField(string Label, string Missing = "")
{
    /// <summary>Reads the field from an object's header instead of its bytes, when the header has it.</summary>
    public Func<StoredObject, string>? FromHeader { get; init; }

    /// <summary>The JSON with the field, when it is not that of the object.</summary>
    public Func<StoredObject, ReadOnlyMemory<byte>>? FromJson { get; init; }

    /// <summary>The field that is read when this one is empty.</summary>
    public SelectableField? Otherwise { get; init; }

    /// <summary>The member names of the path.</summary>
    public IReadOnlyList<byte[]> Path { get; private init; } = Array.ConvertAll(Label.Split('.'), System.Text.Encoding.UTF8.GetBytes);

    /// <summary>The field with another path than its label.</summary>
    public SelectableField At(string path) => this with { Path = Array.ConvertAll(path.Split('.'), System.Text.Encoding.UTF8.GetBytes) };
}
