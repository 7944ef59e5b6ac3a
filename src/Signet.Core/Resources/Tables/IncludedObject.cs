namespace Signet.Core.Resources.Tables;

/// <summary>The part of its object that a row of a table contains (<c>meta/v1</c> IncludeObjectPolicy).</summary>
internal enum IncludedObject
{
    Metadata,

    Object,

    None,
}
