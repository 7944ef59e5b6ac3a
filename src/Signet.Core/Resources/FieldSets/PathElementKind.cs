namespace Signet.Core.Resources.FieldSets;

/// <summary>What a step of a path selects; in the order in which steps are sorted.</summary>
internal enum PathElementKind
{
    /// <summary>A field of an object or an entry of a map, by its name.</summary>
    Field,

    /// <summary>An entry of a keyed list, by its keys.</summary>
    Key,

    /// <summary>An entry of a set, by its value.</summary>
    Value,

    /// <summary>An entry of any list, by its place.</summary>
    Index,
}
