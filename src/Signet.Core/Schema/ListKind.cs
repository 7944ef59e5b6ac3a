namespace Signet.Core.Schema;

/// <summary>How the entries of a list are identified when two lists are merged (<c>x-kubernetes-list-type</c>).</summary>
internal enum ListKind
{
    /// <summary>Not a list.</summary>
    None,

    /// <summary>The list is replaced as a whole.</summary>
    Atomic,

    /// <summary>Entries are unique by value.</summary>
    Set,

    /// <summary>Entries are unique by the values of their key fields.</summary>
    Map,
}
