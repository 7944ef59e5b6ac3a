using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Apply;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Patching;

/// <summary>Server-side apply as a patch. The only patch that can create an object.</summary>
internal sealed class ApplyPatch : IObjectPatch
{
    private readonly ResourceDefinition _resource;
    private readonly ServerSideApply _apply;
    private readonly IReadOnlyList<string> _issues;

    private ApplyPatch(ResourceDefinition resource, ServerSideApply apply, IReadOnlyList<string> issues) =>
        (_resource, _apply, _issues) = (resource, apply, issues);

    /// <inheritdoc/>
    public Outcome<PatchedObject> ApplyTo(ObjectDocument current) =>
        _apply.To(current).TryGetValue(out var applied, out var error) ? new PatchedObject(applied, _issues) : error;

    public Outcome<PatchedObject> Create()
    {
        if (!_apply.To(null).TryGetValue(out var created, out var error))
        {
            return error;
        }

        if (created.Metadata.Uid is { Length: > 0 } uid)
        {
            return StatusErrors.Conflict(
                _resource.GroupResource,
                created.Metadata.Name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        created.Metadata.ResourceVersion = "";
        return new PatchedObject(created, _issues);
    }

    internal static Outcome<IObjectPatch> Read(PatchBody body, ResourceDefinition resource, ApplyOptions terms)
    {
        if (body.Root is not (JsonObject or null))
        {
            return StatusErrors.BadRequest("error decoding YAML: the document is not an object");
        }

        if (!AppliedConfiguration.Read(body.Root as JsonObject ?? [], resource).TryGetValue(out var configuration, out var error))
        {
            return error;
        }

        return terms.IsStrict && body.Duplicates.Count > 0
            ? StatusErrors.BadRequest($"error strict decoding YAML: {string.Join(", ", body.Duplicates)}")
            : new ApplyPatch(
                resource, new ServerSideApply(resource, configuration, terms.Manager, terms.Force, terms.Now), body.Duplicates);
    }
}
