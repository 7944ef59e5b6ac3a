using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>The errors of decoding, all of them 400. They contain no value, because it may be secret.</summary>
internal static class DecodingErrors
{
    /// <summary>The document cannot be decoded as the expected kind.</summary>
    public static StatusError CannotBeHandled(GroupVersionKind declared, GroupVersionKind expected, string why) => StatusErrors.BadRequest(
        $"{declared.Kind} in version {GoText.Quote(declared.Version)} cannot be handled as a {expected.Kind}: {why}");

    /// <summary>The document is not valid JSON.</summary>
    public static StatusError NotJson(GroupVersionKind expected, string why) => StatusErrors.BadRequest(
        $"the object provided is unrecognized (must be of type {expected.Kind}): couldn't get version/kind; json parse error: {why}");

    /// <summary>The error for a document of another kind than the expected one; null for the expected kind in any known version.</summary>
    /// <param name="declared">The kind that the document declares.</param>
    /// <param name="expected">The kind that the endpoint expects.</param>
    /// <param name="known">All kinds.</param>
    public static StatusError? CheckKind(GroupVersionKind declared, GroupVersionKind expected, SchemaCatalog known) =>
        declared == expected || DecodableVersions.IsOtherVersionOf(declared, expected) ? null
        : !known.Kinds.ContainsKey(declared) ? UnknownKind(declared, expected)
        : declared.GroupKind == expected.GroupKind ? null
        : KindMismatch(declared, expected);

    /// <summary>The document can be decoded, but the endpoint expects another version.</summary>
    public static StatusError VersionMismatch(GroupVersionKind declared, GroupVersionKind expected) => StatusErrors.BadRequest(
        $"the API version in the data ({declared.ApiVersion}) does not match the expected API version ({expected.ApiVersion})");

    /// <summary>The kind is not in the schema.</summary>
    private static StatusError UnknownKind(GroupVersionKind declared, GroupVersionKind expected) => CannotBeHandled(
        declared, expected, $"no kind {GoText.Quote(declared.Kind)} is registered for version {GoText.Quote(declared.ApiVersion)} in scheme \"signet\"");

    /// <summary>The kind is in the schema, and is not the expected one.</summary>
    private static StatusError KindMismatch(GroupVersionKind declared, GroupVersionKind expected) => CannotBeHandled(
        declared, expected, $"converting ({declared.Version}.{declared.Kind}) to ({expected.Version}.{expected.Kind}): unknown conversion");
}
