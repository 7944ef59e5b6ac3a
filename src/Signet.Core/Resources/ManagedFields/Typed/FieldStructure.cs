namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>The granularity of ownership of a value.</summary>
internal enum FieldStructure
{
    /// <summary>One owner for the value: a scalar, or an atomic object or list.</summary>
    Leaf,

    /// <summary>Named fields with separate owners.</summary>
    Fields,

    /// <summary>Entries of a map with separate owners.</summary>
    Map,

    /// <summary>Entries of a keyed list with separate owners.</summary>
    KeyedList,

    /// <summary>Entries of a set with separate owners.</summary>
    Set,
}
