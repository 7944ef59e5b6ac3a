using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Events;

/// <summary>
/// What holds for events in every version (Kubernetes, <c>pkg/apis/core/validation/events.go</c> legacyValidateEvent). The faults name the
/// fields as <c>v1</c> does, in both versions.
/// </summary>
internal static class EventRules
{
    private const int ShortMaximum = 128;
    private const int MessageMaximum = 1024;

    /// <summary>Checks an event; one with an <c>eventTime</c> comes from a recorder of the newer sort, of which more is demanded.</summary>
    public static void Check(ObjectDocument document, EventNames names, List<FieldError> errors)
    {
        var root = document.Root;
        var ns = document.Metadata.Namespace;
        var about = root.GetObject(names.InvolvedObject)?.GetString("namespace") ?? "";
        if (IsZeroTime(root.GetString("eventTime")))
        {
            // Old clients write about what lies in no namespace into "default".
            if (about.Length == 0 ? ns is not ("" or "default") : about != ns)
            {
                errors.Add(OtherNamespace(about));
            }
        }
        else
        {
            if (about.Length == 0 && ns is not ("default" or "kube-system"))
            {
                errors.Add(OtherNamespace(about));
            }

            CheckReporter(root, names.ReportingController, errors);
            CheckShort(root, "action", errors);
            CheckShort(root, "reason", errors);
            CheckLength(root.GetString(names.Message), "message", MessageMaximum, errors);
        }

        foreach (var fault in NameRules.Subdomain(ns))
        {
            errors.Add(FieldError.Invalid("namespace", ns, fault));
        }
    }

    /// <summary>Whether a time counts as none, as Go's zero time does.</summary>
    public static bool IsZeroTime(string time) => time.Length == 0 || time.StartsWith("0001-01-01T00:00:00", StringComparison.Ordinal);

    private static FieldError OtherNamespace(string about) => FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace");

    private static void CheckReporter(JsonObject root, string name, List<FieldError> errors)
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

    private static void CheckShort(JsonObject root, string name, List<FieldError> errors)
    {
        var value = root.GetString(name);
        if (value.Length == 0)
        {
            errors.Add(FieldError.Required(name, ""));
        }

        CheckLength(value, name, ShortMaximum, errors);
    }

    private static void CheckLength(string value, string field, int maximum, List<FieldError> errors)
    {
        if (Encoding.UTF8.GetByteCount(value) > maximum)
        {
            errors.Add(FieldError.Invalid(field, "", $"can have at most {maximum} characters"));
        }
    }
}
