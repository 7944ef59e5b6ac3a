using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>The configuration of a server-side apply: the fields that the applier sets.</summary>
internal sealed class AppliedConfiguration
{
    private AppliedConfiguration(JsonObject root, FieldSet fields) => (Root, Fields) = (root, fields);

    internal JsonObject Root { get; }

    internal FieldSet Fields { get; }

    /// <summary>Validates the configuration of a client, in the order of Kubernetes' checks.</summary>
    /// <param name="root">The configuration as it was sent.</param>
    /// <param name="resource">The required kind.</param>
    public static Outcome<AppliedConfiguration> Read(JsonObject root, ResourceDefinition resource)
    {
        var (apiVersion, kind) = (root.GetString("apiVersion"), root.GetString("kind"));
        if (kind != resource.Kind.Kind || apiVersion != resource.Kind.ApiVersion)
        {
            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            return StatusErrors.BadRequest($"invalid object type: {Show(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind)}");
        }

        var metadata = root.GetObject("metadata");
        if (metadata?["managedFields"] is not null)
        {
            return StatusErrors.BadRequest("metadata.managedFields must be nil");
        }

        // Kubernetes does not classify this error: clients see a 500.
        return ConfigurationCheck.Check(root, resource.Schema) is { } wrong
            ? StatusErrors.Unclassified($"failed to create typed patch object ({Describe(root, resource)}): {wrong}")
            : new AppliedConfiguration(root, ObjectFields.Of(root, resource.Schema));
    }

    /// <summary>The object as error texts name it: <c>ns/name; /v1, Kind=Secret</c>.</summary>
    internal static string Describe(JsonObject root, ResourceDefinition resource)
    {
        var metadata = root.GetObject("metadata");
        return $"{metadata?.GetString("namespace")}/{metadata?.GetString("name")}; {Show(resource.Kind.Group, resource.Kind.Version, resource.Kind.Kind)}";
    }

    private static string Show(string group, string version, string kind) => $"{group}/{version}, Kind={kind}";
}
