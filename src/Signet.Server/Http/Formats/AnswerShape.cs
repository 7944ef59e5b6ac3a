namespace Signet.Server.Http.Formats;

/// <summary>What of an object an answer shows.</summary>
internal enum AnswerShape
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>A table with a row for each object.</summary>
    Table,

    /// <summary>The metadata of one object.</summary>
    Metadata,

    /// <summary>The metadata of a list's objects.</summary>
    MetadataList,
}
