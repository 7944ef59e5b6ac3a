namespace Signet.Server.Http.Formats;

/// <summary>The part of an object or list that an answer has.</summary>
internal enum AnswerShape
{
    /// <summary>The object or list itself.</summary>
    Whole,

    /// <summary>A table with a row for each object.</summary>
    Table,

    /// <summary>The metadata of one object.</summary>
    Metadata,

    /// <summary>The metadata of a list's objects.</summary>
    MetadataList,
}
