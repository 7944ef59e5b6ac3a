namespace Signet.Core.Resources.FieldSets;

/// <summary>The kinds of path elements, in their sort order.</summary>
internal enum PathElementKind
{
    /// <summary>A field of an object or an entry of a map, by name.</summary>
    Field,

    /// <summary>An entry of a keyed list, by its keys.</summary>
    Key,

    /// <summary>An entry of a set, by value.</summary>
    Value,

    /// <summary>An entry of any list, by index.</summary>
    Index,
}
