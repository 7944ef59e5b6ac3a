namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// The identity of one entry in managedFields. One manager has separate entries as an applier and as an updater, for each version and
/// subresource; an applier has one entry for all versions (apimachinery, <c>util/managedfields/internal/managedfields.go</c>
/// BuildManagerIdentifier).
/// </summary>
/// <param name="Manager">The name of the manager.</param>
/// <param name="IsApplier">Whether it applies: fields that it no longer applies are removed.</param>
/// <param name="ApiVersion">The version of an updater; empty for an applier.</param>
internal readonly record struct FieldOwner(string Manager, bool IsApplier, string ApiVersion, string Subresource) : IComparable<FieldOwner>
{
    public const string Update = "Update";
    private const string Apply = "Apply";

    public string Operation => IsApplier ? Apply : Update;

    public static FieldOwner Applier(FieldManager manager) => new(manager.Name, IsApplier: true, "", manager.Subresource);

    public static FieldOwner Updater(FieldManager manager, string apiVersion) =>
        new(manager.Name, IsApplier: false, apiVersion, manager.Subresource);

    public static bool TryParseOperation(string text, out bool isApplier)
    {
        isApplier = text == Apply;
        return isApplier || text == Update;
    }

    public int CompareTo(FieldOwner other)
    {
        var order = string.CompareOrdinal(Manager, other.Manager);
        order = order != 0 ? order : other.IsApplier.CompareTo(IsApplier);
        order = order != 0 ? order : string.CompareOrdinal(ApiVersion, other.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(Subresource, other.Subresource);
    }
}
