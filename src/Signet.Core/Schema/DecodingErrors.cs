using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>The failures of decoding: all are 400. None shows a value, because it may be secret.</summary>
internal static class DecodingErrors
{
    /// <summary>What came cannot be what is wanted.</summary>
    public static StatusError CannotBeHandled(GroupVersionKind came, GroupVersionKind wanted, string why) => StatusErrors.BadRequest(
        $"{came.Kind} in version {GoText.Quote(came.Version)} cannot be handled as a {wanted.Kind}: {why}");

    /// <summary>It is not JSON at all.</summary>
    public static StatusError NotJson(GroupVersionKind wanted, string why) => StatusErrors.BadRequest(
        $"the object provided is unrecognized (must be of type {wanted.Kind}): couldn't get version/kind; json parse error: {why}");

    /// <summary>Null when a document of the kind that came can be read as the wanted one: it is that kind, perhaps in another known version.</summary>
    /// <param name="came">The kind that came.</param>
    /// <param name="wanted">The kind that is wanted.</param>
    /// <param name="known">All kinds.</param>
    public static StatusError? CheckKind(GroupVersionKind came, GroupVersionKind wanted, SchemaCatalog known) =>
        came == wanted || DecodableVersions.IsOtherVersionOf(came, wanted) ? null
        : !known.Kinds.ContainsKey(came) ? UnknownKind(came, wanted)
        : came.GroupKind == wanted.GroupKind ? null
        : KindMismatch(came, wanted);

    /// <summary>The document can be read, but its version is not the endpoint's.</summary>
    public static StatusError VersionMismatch(GroupVersionKind came, GroupVersionKind wanted) => StatusErrors.BadRequest(
        $"the API version in the data ({came.ApiVersion}) does not match the expected API version ({wanted.ApiVersion})");

    /// <summary>It is a kind that nobody knows.</summary>
    private static StatusError UnknownKind(GroupVersionKind came, GroupVersionKind wanted) => CannotBeHandled(
        came, wanted, $"no kind {GoText.Quote(came.Kind)} is registered for version {GoText.Quote(came.ApiVersion)} in scheme \"signet\"");

    /// <summary>It is a known kind, but another one.</summary>
    private static StatusError KindMismatch(GroupVersionKind came, GroupVersionKind wanted) => CannotBeHandled(
        came, wanted, $"converting ({came.Version}.{came.Kind}) to ({wanted.Version}.{wanted.Kind}): unknown conversion");
}
