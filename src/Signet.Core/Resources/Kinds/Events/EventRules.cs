using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Events;

/// <summary>
/// The validation of events in every version (Kubernetes, <c>pkg/apis/core/validation/events.go</c> legacyValidateEvent). Errors use the
/// field names of <c>v1</c> in both versions.
/// </summary>
internal static class EventRules
{
    private const int MaxShortBytes = 128;
    private const int MaxMessageBytes = 1024;

    /// <summary>Validates an event. One with an <c>eventTime</c> comes from a recorder of the new API and has more required fields.</summary>
    public static void Check(ObjectDocument document, EventNames names, FieldErrors errors)
    {
        var root = document.Root;
        var ns = document.Metadata.Namespace;
        var about = root.GetObject(names.InvolvedObject)?.GetString("namespace") ?? "";
        if (IsZeroTime(root.GetString("eventTime")))
        {
            // Old clients write events about cluster-scoped objects into "default".
            if (about.Length == 0 ? ns is not ("" or "default") : about != ns)
            {
                errors.Add(NamespaceMismatch(about));
            }
        }
        else
        {
            if (about.Length == 0 && ns is not ("default" or "kube-system"))
            {
                errors.Add(NamespaceMismatch(about));
            }

            CheckReporter(root, names.ReportingController, errors);
            CheckShort(root, "action", errors);
            CheckShort(root, "reason", errors);
            CheckLength(root.GetString(names.Message), "message", MaxMessageBytes, errors);
        }

        foreach (var fault in NameRules.Subdomain(ns))
        {
            errors.Add(FieldError.Invalid("namespace", ns, fault));
        }
    }

    /// <summary>Whether a time is unset or Go's zero time.</summary>
    public static bool IsZeroTime(string time) => time.Length == 0 || time.StartsWith("0001-01-01T00:00:00", StringComparison.Ordinal);

    private static FieldError NamespaceMismatch(string about) => FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace");

    private static void CheckReporter(JsonObject root, string name, FieldErrors errors)
    {
        var controller = root.GetString(name);
        if (controller.Length == 0)
        {
            errors.Add(FieldError.Required(name, ""));
        }

        foreach (var fault in NameRules.QualifiedName(controller))
        {
            errors.Add(FieldError.Invalid(name, controller, fault));
        }

        CheckShort(root, "reportingInstance", errors);
    }

    private static void CheckShort(JsonObject root, string name, FieldErrors errors)
    {
        var value = root.GetString(name);
        if (value.Length == 0)
        {
            errors.Add(FieldError.Required(name, ""));
        }

        CheckLength(value, name, MaxShortBytes, errors);
    }

    private static void CheckLength(string value, string field, int maximum, FieldErrors errors)
    {
        if (Encoding.UTF8.GetByteCount(value) > maximum)
        {
            errors.Add(FieldError.Invalid(field, "", $"can have at most {maximum} characters"));
        }
    }
}
