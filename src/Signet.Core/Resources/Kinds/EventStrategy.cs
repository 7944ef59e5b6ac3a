using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Events;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Events in the two API groups that serve them (Kubernetes, <c>pkg/registry/core/event</c>). <c>events.k8s.io/v1</c> validates more than
/// <c>v1</c>, which accepts every name that is a path segment.
/// </summary>
internal static class EventStrategy
{
    /// <summary><c>v1</c>.</summary>
    public static ResourceStrategy Core { get; } = Define(EventNames.Core) with
    {
        NameRule = NameRules.PathSegment,
        Traits = Traits(checksMetadataOfUpdates: false),
        Create = new() { Validate = static (created, errors) => EventRules.Check(created, EventNames.Core, errors) },
        Update = new() { Validate = static (updated, _, errors) => EventRules.Check(updated, EventNames.Core, errors) },
    };

    /// <summary><c>events.k8s.io/v1</c>.</summary>
    public static ResourceStrategy Strict { get; } = Define(EventNames.Events) with
    {
        Traits = Traits(checksMetadataOfUpdates: true),
        Create = new() { Validate = ValidateStrict },
        Update = new() { Validate = ValidateStrictUpdate },
    };

    /// <summary>The conversion between <c>events.k8s.io/v1</c> and the stored form <c>v1</c>.</summary>
    public static FormConversion FromStrict { get; } = FormConversion.Renaming(EventNames.Events.To(EventNames.Core));

    private static ResourceTraits Traits(bool checksMetadataOfUpdates) => new()
    {
        AnswersDeletedObject = false,
        AllowsCreateOnUpdate = true,
        ChecksMetadataOfUpdates = checksMetadataOfUpdates,
        IsGarbageCollected = false,
    };

    private static ResourceStrategy Define(EventNames names)
    {
        var controller = new SelectableField(names.ReportingController);
        string[] reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
        return new ResourceStrategy
        {
            Table = new EventTable(names).Definition,
            SelectableFields = SelectableFields.Own(
            [
                SelectableFields.Name,
                SelectableFields.Namespace,
                .. reference.Select(part => new SelectableField($"{names.InvolvedObject}.{part}")),
                new SelectableField("reason"),
                controller,
                new SelectableField("source") { Otherwise = controller }.At($"{names.Source}.component"),
                new SelectableField("type"),
            ]),
        };
    }

    private static void ValidateStrict(ObjectDocument created, FieldErrors errors)
    {
        EventRules.Check(created, EventNames.Events, errors);
        StrictEventRules.CheckNew(created, errors);
    }

    private static void ValidateStrictUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        EventRules.Check(updated, EventNames.Events, errors);
        StrictEventRules.CheckChange(updated, current, errors);
    }
}
