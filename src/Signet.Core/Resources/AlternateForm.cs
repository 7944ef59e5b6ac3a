using Signet.Core.Primitives;

namespace Signet.Core.Resources;

/// <summary>
/// The other form of a kind that two API groups serve. One form is stored, the other one is translated when it is read and written, so that
/// both show the same objects.
/// </summary>
/// <param name="FromOther">From the other form to this one.</param>
/// <param name="ToOther">From this form to the other one.</param>
public sealed record AlternateForm(FieldTranslation FromOther, FieldTranslation ToOther)
{
    /// <summary>The resource whose objects are stored, when this form is not; null for the stored form.</summary>
    public ResourceDefinition? StoredAs { get; init; }

    /// <summary>The version in which the other form names fields.</summary>
    public string OtherApiVersion => ToOther.To.ApiVersion;

    /// <summary>Both directions between two forms.</summary>
    /// <param name="own">This form.</param>
    /// <param name="other">The other form.</param>
    /// <param name="names">The fields whose names differ: the name here, and the name there.</param>
    public static AlternateForm Between(GroupVersionKind own, GroupVersionKind other, IReadOnlyDictionary<string, string> names) => new(
        new FieldTranslation(own, names.Select(name => KeyValuePair.Create(name.Value, name.Key))),
        new FieldTranslation(other, names));
}
