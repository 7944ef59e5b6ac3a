namespace Signet.Core.Schema;

/// <summary>What the entries of a list are to each other.</summary>
internal enum ListKind
{
    /// <summary>Not a list.</summary>
    None,

    /// <summary>One value that is replaced as a whole.</summary>
    Atomic,

    /// <summary>Each value once.</summary>
    Set,

    /// <summary>Each entry once by its keys.</summary>
    Map,
}
