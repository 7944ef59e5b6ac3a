namespace Signet.Server.Http.Formats;

/// <summary>The additional shapes that an answer can have.</summary>
internal enum OfferedShapes
{
    /// <summary>None.</summary>
    None,

    /// <summary>Metadata.</summary>
    Metadata,

    /// <summary>Metadata and table.</summary>
    All,
}
