using Signet.Core.Resources.Tables;

namespace Signet.Server.Http.Formats;

/// <summary>In which form an answer is written: what of an object, in which encoding.</summary>
/// <param name="Encoding">JSON, YAML or protobuf.</param>
/// <param name="IsIndented">JSON on several lines, for people.</param>
internal readonly record struct AnswerFormat(BodyFormat Encoding, bool IsIndented)
{
    /// <summary>What of the object.</summary>
    public AnswerShape Shape { get; init; }

    /// <summary>Of another shape than the whole: the version of <c>meta.k8s.io</c>.</summary>
    public string? MetaVersion { get; init; }

    /// <summary>Of a table: what its rows carry.</summary>
    public IncludedObject Included { get; init; }

    /// <summary>Whether a line ends behind it, as Go's encoder does with all JSON that is not indented.</summary>
    public bool EndsLine => Encoding == BodyFormat.Json && !IsIndented;

    /// <summary>Whether it is the form in which objects are kept, so that their bytes need only be copied.</summary>
    public bool IsAsStored => Encoding == BodyFormat.Json && !IsIndented && Shape == AnswerShape.Whole;
}
