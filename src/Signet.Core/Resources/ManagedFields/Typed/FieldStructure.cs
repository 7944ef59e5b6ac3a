namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>How the owners of a value are found.</summary>
internal enum FieldStructure
{
    /// <summary>One value with one owner: a scalar, or what is replaced as a whole.</summary>
    Leaf,

    /// <summary>Named fields, each with its owners.</summary>
    Fields,

    /// <summary>Entries of a map, each with its owners.</summary>
    Map,

    /// <summary>Entries of a keyed list, each with its owners.</summary>
    KeyedList,

    /// <summary>Entries of a set, each with its owners.</summary>
    Set,
}
