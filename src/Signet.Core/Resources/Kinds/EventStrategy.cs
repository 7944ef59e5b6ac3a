using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Events;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Events, in one of the two API groups that serve them (Kubernetes, <c>pkg/registry/core/event</c>): <c>v1</c> takes nearly everything,
/// <c>events.k8s.io/v1</c> is strict.
/// </summary>
internal sealed class EventStrategy : ResourceStrategy
{
    private readonly EventNames _names;
    private readonly bool _isStrict;

    private EventStrategy(EventNames names, bool isStrict)
    {
        (_names, _isStrict) = (names, isStrict);
        Table = new EventTable(names).Definition;
        var about = names.InvolvedObject;
        var controller = new SelectableField(names.ReportingController);
        SelectableFields = SelectableFields.Own(
        [
            SelectableFields.Name,
            SelectableFields.Namespace,
            .. ((ReadOnlySpan<string>)["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]).ToArray()
                .Select(part => new SelectableField($"{about}.{part}")),
            new SelectableField("reason"),
            controller,
            new SelectableField("source") { Otherwise = controller }.At($"{names.Source}.component"),
            new SelectableField("type"),
        ]);
    }

    /// <summary>Events in <c>v1</c>.</summary>
    public static EventStrategy Core { get; } = new(EventNames.Core, isStrict: false);

    /// <summary>Events in <c>events.k8s.io/v1</c>.</summary>
    public static EventStrategy Strict { get; } = new(EventNames.Events, isStrict: true);

    /// <summary>How events in <c>events.k8s.io/v1</c> become those in <c>v1</c>, and back.</summary>
    public static FormConversion FromStrict { get; } = FormConversion.Renaming(EventNames.Events.To(EventNames.Core));

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; }

    /// <inheritdoc/>
    public override TableDefinition Table { get; }

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override bool ChecksMetadataOfUpdates => _isStrict;

    /// <inheritdoc/>
    public override bool IsGarbageCollected => false;

    /// <summary><c>v1</c> takes every name that fits into a path.</summary>
    public override IReadOnlyList<string> CheckName(string name) => _isStrict ? NameRules.Subdomain(name) : NameRules.PathSegment(name);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        EventRules.Check(created, _names, errors);
        if (_isStrict)
        {
            StrictEventRules.CheckNew(created, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        EventRules.Check(updated, _names, errors);
        if (_isStrict)
        {
            StrictEventRules.CheckChange(updated, current, errors);
        }
    }
}
