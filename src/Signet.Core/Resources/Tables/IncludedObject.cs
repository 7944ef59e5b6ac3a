namespace Signet.Core.Resources.Tables;

/// <summary>What of its object a row of a table carries (<c>meta/v1</c> IncludeObjectPolicy).</summary>
internal enum IncludedObject
{
    /// <summary>Its metadata.</summary>
    Metadata,

    /// <summary>All of it.</summary>
    Object,

    /// <summary>Nothing.</summary>
    None,
}
