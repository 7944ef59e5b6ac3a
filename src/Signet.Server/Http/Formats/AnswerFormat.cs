using Signet.Core.Resources.Tables;

namespace Signet.Server.Http.Formats;

/// <summary>The format of an answer: encoding and shape.</summary>
/// <param name="Encoding">JSON, YAML or protobuf.</param>
/// <param name="IsIndented">JSON on several lines.</param>
internal readonly record struct AnswerFormat(BodyFormat Encoding, bool IsIndented)
{
    /// <summary>The shape.</summary>
    public AnswerShape Shape { get; init; }

    /// <summary>The version of <c>meta.k8s.io</c> for a shape other than the object itself.</summary>
    public string? MetaVersion { get; init; }

    /// <summary>For a table: the object in each row.</summary>
    public IncludedObject Included { get; init; }

    /// <summary>Whether a line feed follows; Go's encoder writes one after JSON that is not indented.</summary>
    public bool EndsLine => Encoding == BodyFormat.Json && !IsIndented;

    /// <summary>Whether it is the stored form, so that the bytes of objects are copied.</summary>
    public bool IsAsStored => Encoding == BodyFormat.Json && !IsIndented && Shape == AnswerShape.Whole;
}
