using System.Text.Json.Nodes;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// The changes of one write in each version of the kind. An owner's fields are named in its version, so they are compared in that version
/// (structured-merge-diff, <c>merge/update.go</c> update). Other versions are computed on demand.
/// </summary>
/// <param name="resource">The form of the write.</param>
/// <param name="before">The object before the write, in that form.</param>
/// <param name="after">The object after the write, in that form.</param>
/// <param name="own">The changes in that form.</param>
/// <param name="subresource">The written subresource, or empty.</param>
internal sealed class FormComparisons(ResourceDefinition resource, JsonObject before, JsonObject after, Comparison own, string subresource)
{
    private Dictionary<ResourceDefinition, Comparison>? _others;

    /// <summary>The changes in a version; null when the kind does not have the version.</summary>
    public Comparison? In(string apiVersion)
    {
        if (apiVersion == resource.Kind.ApiVersion)
        {
            return own;
        }

        if (resource.Forms.Find(apiVersion) is not { } form)
        {
            return null;
        }

        _others ??= [];
        if (!_others.TryGetValue(form, out var comparison))
        {
            comparison = ObjectComparer
                .Compare(Canonical(before, form), Canonical(after, form), form.Schema)
                .Without(form.RulesOf(subresource).ResetFields);
            _others[form] = comparison;
        }

        return comparison;
    }

    private JsonObject Canonical(JsonObject root, ResourceDefinition form) =>
        FieldTracking.Canonical(KindForms.Convert(root, resource, form), form.Schema);
}
