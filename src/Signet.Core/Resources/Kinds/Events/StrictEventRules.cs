using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Events;

/// <summary>
/// The additional validation of <c>events.k8s.io/v1</c> (Kubernetes, <c>pkg/apis/core/validation/events.go</c> ValidateEventCreate,
/// ValidateEventUpdate): deprecated fields stay empty, and an update changes only the series.
/// </summary>
internal static class StrictEventRules
{
    private static readonly EventNames Names = EventNames.Events;

    /// <summary>The fields of Kubernetes' internal types, which error texts show.</summary>
    private static readonly (string Shown, string Name)[] Reference =
    [
        ("Kind", "kind"), ("Namespace", "namespace"), ("Name", "name"), ("UID", "uid"), ("APIVersion", "apiVersion"),
        ("ResourceVersion", "resourceVersion"), ("FieldPath", "fieldPath"),
    ];

    private static readonly (string Shown, string Name)[] Source = [("Component", "component"), ("Host", "host")];

    public static void CheckNew(ObjectDocument created, FieldErrors errors)
    {
        var root = created.Root;
        CheckSeries(root, errors);
        if (EventRules.IsZeroTime(root.GetString("eventTime")))
        {
            errors.Add(FieldError.Required("eventTime", ""));
        }

        if (root.GetString("type") is not ("Normal" or "Warning") and var type)
        {
            errors.Add(FieldError.Invalid("type", "", $"has invalid value: {type}"));
        }

        CheckUnset(!EventRules.IsZeroTime(root.GetString(Names.FirstTimestamp)), "firstTimestamp", errors);
        CheckUnset(!EventRules.IsZeroTime(root.GetString(Names.LastTimestamp)), "lastTimestamp", errors);
        CheckUnset((root.GetInteger(Names.Count) ?? 0) != 0, "count", errors);
        var source = root.GetObject(Names.Source);
        CheckUnset(source is not null && (source.GetString("component").Length > 0 || source.GetString("host").Length > 0), "source", errors);
    }

    public static void CheckChange(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        var (root, before) = (updated.Root, current.Root);
        if (!JsonNode.DeepEquals(root["series"], before["series"]))
        {
            CheckSeries(root, errors);
        }

        CheckSame(root, before, Names.InvolvedObject, "involvedObject", Reference, errors);
        CheckSame(root, before, "reason", "reason", [], errors);
        CheckSame(root, before, Names.Message, "message", [], errors);
        CheckSame(root, before, Names.Source, "source", Source, errors);
        CheckSame(root, before, Names.FirstTimestamp, "firstTimestamp", [], errors);
        CheckSame(root, before, Names.LastTimestamp, "lastTimestamp", [], errors);
        CheckSame(root, before, Names.Count, "count", [], errors);
        CheckSame(root, before, "type", "type", [], errors);
        CheckSame(root, before, "eventTime", "eventTime", [], errors);
        CheckSame(root, before, "action", "action", [], errors);
        CheckSame(root, before, "related", "related", Reference, errors);
        CheckSame(root, before, Names.ReportingController, "reportingController", [], errors);
        CheckSame(root, before, "reportingInstance", "reportingInstance", [], errors);
    }

    private static void CheckSeries(JsonObject root, FieldErrors errors)
    {
        if (root.GetObject("series") is not { } series)
        {
            return;
        }

        if ((series.GetInteger("count") ?? 0) < 2)
        {
            errors.Add(FieldError.Invalid("series.count", "", "should be at least 2"));
        }

        if (EventRules.IsZeroTime(series.GetString("lastObservedTime")))
        {
            errors.Add(FieldError.Required("series.lastObservedTime", ""));
        }
    }

    private static void CheckUnset(bool isSet, string field, FieldErrors errors)
    {
        if (isSet)
        {
            errors.Add(FieldError.Invalid(field, "", "needs to be unset"));
        }
    }

    private static void CheckSame(
        JsonObject updated, JsonObject current, string name, string field, (string Shown, string Name)[] members, FieldErrors errors)
    {
        var shown = Show(updated[name], name, members);
        if (shown != Show(current[name], name, members))
        {
            errors.Add(FieldError.Immutable(field, shown));
        }
    }

    /// <summary>Formats a value as in error texts. Two values are equal when their formats are.</summary>
    private static string Show(JsonNode? value, string name, (string Shown, string Name)[] members)
    {
        if (members.Length > 0)
        {
            return value is not JsonObject parts
                ? name == "related" ? "null" : Show(new JsonObject(), name, members)
                : $"{{{string.Join(",", members.Select(member => $"\"{member.Shown}\":{GoText.Quote(parts.GetString(member.Name))}"))}}}";
        }

        return value switch
        {
            null when name == Names.Count => "0",
            null when name.EndsWith("Time", StringComparison.Ordinal) || name.EndsWith("Timestamp", StringComparison.Ordinal) => "null",
            null => "\"\"",
            JsonValue text when text.GetValueKind() == JsonValueKind.String => GoText.Quote(text.GetValue<string>()),
            _ => value.ToJsonString(),
        };
    }
}
