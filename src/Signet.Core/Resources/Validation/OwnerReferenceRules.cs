using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>What holds for owner references (apimachinery, <c>pkg/api/validation/objectmeta.go</c>).</summary>
public static class OwnerReferenceRules
{
    private const string Field = "metadata.ownerReferences";

    /// <summary>Checks each reference, and that at most one is the controller.</summary>
    public static void Check(JsonArray? references, List<FieldError> errors)
    {
        if (references is null)
        {
            return;
        }

        var controllers = 0;
        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is JsonObject reference)
            {
                CheckOne(reference, errors);
                controllers += reference.GetBoolean("controller") == true ? 1 : 0;
            }
        }

        if (controllers > 1)
        {
            errors.Add(FieldError.InvalidText(Field, references.ToJsonString(), "Only one reference can have Controller set to true."));
        }
    }

    private static void CheckOne(JsonObject reference, List<FieldError> errors)
    {
        if (reference.GetText("apiVersion").Length == 0)
        {
            errors.Add(FieldError.Invalid(Field + ".apiVersion", "", "version must not be empty"));
        }

        foreach (var (name, text) in new[] { ("kind", "must not be empty"), ("name", "must not be empty"), ("uid", "must not be empty") })
        {
            if (reference.GetText(name).Length == 0)
            {
                errors.Add(FieldError.Invalid($"{Field}.{name}", "", text));
            }
        }

        if (reference.GetText("apiVersion") == "v1" && reference.GetText("kind") == "Event")
        {
            errors.Add(FieldError.Invalid(Field, "/v1, Kind=Event", "/v1, Kind=Event is disallowed from being an owner"));
        }
    }
}
