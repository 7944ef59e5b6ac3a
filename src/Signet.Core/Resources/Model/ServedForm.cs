using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;

namespace Signet.Core.Resources.Model;

/// <summary>
/// Another form in which a kind is served, beside the one that is stored: a further version, or the same objects in another API group.
/// </summary>
/// <param name="Kind">Group, version and kind of the form; the schema has its fields.</param>
/// <param name="Conversion">How its objects become those of the stored form, and back.</param>
internal sealed record ServedForm(GroupVersionKind Kind, FormConversion Conversion)
{
    /// <summary>The rules of the form; null for those of the stored form, which are then applied to the converted object.</summary>
    public ResourceStrategy? Strategy { get; init; }
}
