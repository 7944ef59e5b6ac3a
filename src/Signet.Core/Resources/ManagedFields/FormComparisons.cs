using System.Text.Json.Nodes;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// What one write changes, in each form of the kind: an owner's fields are named in the version that the owner wrote, so they are compared
/// with what changes in that version (structured-merge-diff, <c>merge/update.go</c> update). Other versions are compared only when an owner
/// needs them.
/// </summary>
/// <param name="resource">The form of the write.</param>
/// <param name="before">The object before, in that form.</param>
/// <param name="after">The object afterwards, in that form.</param>
/// <param name="own">What changes in that form.</param>
/// <param name="subresource">The part that is written, or empty.</param>
internal sealed class FormComparisons(ResourceDefinition resource, JsonObject before, JsonObject after, Comparison own, string subresource)
{
    private Dictionary<ResourceDefinition, Comparison>? _others;

    /// <summary>What changes in the form of the write.</summary>
    public Comparison Own => own;

    /// <summary>What changes in a version; null when the kind has no such version.</summary>
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
