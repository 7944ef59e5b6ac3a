namespace Signet.Server.Http.Formats;

/// <summary>Which other shapes than its own an answer can have.</summary>
internal enum OfferedShapes
{
    /// <summary>None.</summary>
    None,

    /// <summary>Its metadata.</summary>
    Metadata,

    /// <summary>Its metadata, and a table.</summary>
    All,
}
