using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>The fields that the server sets and that never have an owner (apimachinery, <c>util/managedfields/internal/stripmeta.go</c>).</summary>
internal static class SystemFields
{
    public static FieldSet All { get; } = FieldSet.Of(
        [Of("apiVersion")],
        [Of("kind")],
        [Of("metadata")],
        [Of("metadata"), Of("name")],
        [Of("metadata"), Of("namespace")],
        [Of("metadata"), Of("creationTimestamp")],
        [Of("metadata"), Of("selfLink")],
        [Of("metadata"), Of("uid")],
        [Of("metadata"), Of("clusterName")],
        [Of("metadata"), Of("generation")],
        [Of("metadata"), Of("managedFields")],
        [Of("metadata"), Of("resourceVersion")]);

    private static PathElement Of(string name) => PathElement.Field(name);
}
