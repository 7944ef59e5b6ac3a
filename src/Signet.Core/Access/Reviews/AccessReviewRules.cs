using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Core.Schema;

namespace Signet.Core.Access.Reviews;

/// <summary>Validates access reviews (Kubernetes, <c>pkg/apis/authorization/validation/validation.go</c>).</summary>
internal static class AccessReviewRules
{
    private const string ResourceField = "spec.resourceAttributes";
    private const string PathField = "spec.nonResourceAttributes";
    private static readonly SchemaType MetadataType = SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];

    /// <summary>Finds all errors of a review, in Kubernetes' order.</summary>
    /// <param name="scope">The scope of the review.</param>
    /// <param name="document">The review, including the metadata that the server has set.</param>
    public static IReadOnlyList<FieldError> Check(AccessReviewScope scope, ObjectDocument document)
    {
        var errors = new FieldErrors();
        var spec = document.EnsureSection("spec");
        CheckAttributes(spec, errors);
        if (scope != AccessReviewScope.Self && spec.GetString("user").Length == 0 && spec.GetStrings("groups").Count == 0)
        {
            errors.Add(FieldError.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        CheckSelectors(spec, errors);
        CheckMetadata(scope, document.Metadata, errors);
        if (scope == AccessReviewScope.Local)
        {
            CheckLocal(spec, document.Metadata.Namespace, errors);
        }

        return errors;
    }

    private static void CheckAttributes(JsonObject spec, FieldErrors errors)
    {
        var (resource, path) = (spec.GetObject("resourceAttributes"), spec.GetObject("nonResourceAttributes"));
        if (resource is not null && path is not null)
        {
            errors.Add(FieldError.InvalidText(PathField, Print(path), "cannot be specified in combination with resourceAttributes"));
        }
        else if (resource is null && path is null)
        {
            errors.Add(FieldError.InvalidText(ResourceField, "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
    }

    private static void CheckSelectors(JsonObject spec, FieldErrors errors)
    {
        if (spec.GetObject("resourceAttributes") is not { } resource)
        {
            return;
        }

        if (resource.GetObject("fieldSelector") is { } fields)
        {
            CheckSelector(ResourceField + ".fieldSelector", fields, CheckFieldRequirement, errors);
        }

        if (resource.GetObject("labelSelector") is { } labels)
        {
            CheckSelector(ResourceField + ".labelSelector", labels, CheckLabelRequirement, errors);
        }
    }

    private static void CheckSelector(
        string field, JsonObject selector, Action<string, JsonObject, FieldErrors> checkRequirement, FieldErrors errors)
    {
        var raw = selector.GetString("rawSelector");
        var requirements = selector.GetList("requirements") ?? [];
        if (raw.Length > 0 && requirements.Count > 0)
        {
            errors.Add(FieldError.Invalid(field + ".rawSelector", raw, "may not specified at the same time as requirements"));
        }

        if (raw.Length == 0 && requirements.Count == 0)
        {
            errors.Add(FieldError.Required(field + ".requirements", $"when {field} is specified, requirements or rawSelector is required"));
        }

        for (var i = 0; i < requirements.Count; i++)
        {
            checkRequirement($"{field}.requirements[{i}]", requirements[i] as JsonObject ?? [], errors);
        }
    }

    /// <summary>An unknown operator is no error: a newer client may know more than this server.</summary>
    private static void CheckFieldRequirement(string field, JsonObject requirement, FieldErrors errors)
    {
        if (requirement.GetString("key").Length == 0)
        {
            errors.Add(FieldError.Required(field + ".key", "must be specified"));
        }

        LabelSelectorRules.CheckValueCount(field, requirement, errors);
    }

    private static void CheckLabelRequirement(string field, JsonObject requirement, FieldErrors errors) =>
        LabelSelectorRules.CheckExpression(field, requirement, mayBeUnknown: true, errors);

    private static void CheckMetadata(AccessReviewScope scope, ObjectMeta metadata, FieldErrors errors)
    {
        foreach (var (name, value) in metadata.Node)
        {
            // An empty value means absent in Go.
            if (name != "managedFields" && (name != "namespace" || scope != AccessReviewScope.Local) && !IsEmpty(value))
            {
                var requirement = scope == AccessReviewScope.Local ? "must be empty except for namespace" : "must be empty";
                errors.Add(FieldError.InvalidText("metadata", Encoding.UTF8.GetString(CanonicalJson.ToBytes(metadata.Node, MetadataType)), requirement));
                return;
            }
        }
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue text when text.TryGetValue<string>(out var found) => found.Length == 0,
        JsonValue number when number.TryGetValue<long>(out var found) => found == 0,
        _ => false,
    };

    private static void CheckLocal(JsonObject spec, string ns, FieldErrors errors)
    {
        if (spec.GetObject("resourceAttributes") is { } resource && resource.GetString("namespace") != ns)
        {
            errors.Add(FieldError.Invalid(ResourceField + ".namespace", resource.GetString("namespace"), "must match metadata.namespace"));
        }

        if (spec.GetObject("nonResourceAttributes") is { } path)
        {
            errors.Add(FieldError.InvalidText(PathField, Print(path), "disallowed on this kind of request"));
        }
    }

    /// <summary>Formats a path and its verb as Kubernetes does: with the names of Go's fields.</summary>
    private static string Print(JsonObject attributes) =>
        GoValue.Struct(("Path", attributes.GetString("path")), ("Verb", attributes.GetString("verb")));
}
