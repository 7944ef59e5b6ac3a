namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// An owner of fields. One name is several owners: as an applier and as an updater, by version and by subresource; an applier is the
/// same in every version (apimachinery, <c>util/managedfields/internal/managedfields.go</c> BuildManagerIdentifier).
/// </summary>
/// <param name="Manager">The name.</param>
/// <param name="IsApplier">Whether it applies: what it leaves out goes.</param>
/// <param name="ApiVersion">The version that it updates in; empty for an applier.</param>
/// <param name="Subresource">The subresource, or empty.</param>
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
