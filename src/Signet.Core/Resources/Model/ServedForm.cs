using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;

namespace Signet.Core.Resources.Model;

/// <summary>A served form besides the stored one: another version, or the same objects in another API group.</summary>
/// <param name="Kind">Group, version and kind of the form, for which the schema must have a type.</param>
/// <param name="Conversion">The conversion to and from the stored form.</param>
internal sealed record ServedForm(GroupVersionKind Kind, FormConversion Conversion)
{
    /// <summary>The rules of the form; null to apply those of the stored form to the converted object.</summary>
    public ResourceStrategy? Strategy { get; init; }
}
