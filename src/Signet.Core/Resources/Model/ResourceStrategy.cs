using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Model;

/// <summary>
/// What is particular to a kind (Kubernetes calls it so too: apiserver, <c>pkg/registry/rest</c>). The defaults fit a kind
/// that has nothing but metadata. Stateless; one instance serves all requests.
/// </summary>
internal abstract class ResourceStrategy
{
    /// <summary>The form of names; returns what is wrong with one.</summary>
    public virtual IReadOnlyList<string> CheckName(string name) => Validation.NameRules.Subdomain(name);

    /// <summary>The fields that objects can be selected by.</summary>
    public virtual Selectors.SelectableFields SelectableFields => Selectors.SelectableFields.Metadata;

    /// <summary>Whether DELETE answers the object that it removed, and not a Status.</summary>
    public virtual bool AnswersDeletedObject => true;

    /// <summary>Whether a PUT makes the object when there is none.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>Whether the kind checks the whole metadata of an update and not only what has changed; then faults are told of once more.</summary>
    public virtual bool ChecksMetadataOfUpdates => true;

    /// <summary>Whether objects of the kind are deleted after their owners; if not, a propagation policy says nothing about them.</summary>
    public virtual bool IsGarbageCollected => true;

    /// <summary>Whether a finalizer has to be a standard one or to have a domain.</summary>
    public virtual bool ChecksFinalizerDomains => true;

    /// <summary>How it is shown as a table.</summary>
    public virtual TableDefinition Table => TableDefinition.NameAndCreation;

    /// <summary>Fills in what the kind defaults, on create and update alike, before anything looks at the object.</summary>
    public virtual void ApplyDefaults(ObjectDocument document)
    {
    }

    /// <summary>Drops what a client may not set when it creates.</summary>
    public virtual void PrepareForCreate(ObjectDocument created)
    {
    }

    /// <summary>Takes over from the current object what a client may not change.</summary>
    public virtual void PrepareForUpdate(ObjectDocument updated, ObjectDocument current)
    {
    }

    /// <summary>Takes over from the current object what a client may not change by way of <c>/status</c>: all but the metadata and the status.</summary>
    public virtual void PrepareForStatusUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeAllBut("status", current);

    /// <summary>Takes over from the current object what a client may not change by way of <c>/finalize</c>.</summary>
    public virtual void PrepareForFinalize(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);

    /// <summary>The fields that a write to the object or to one of its subresources leaves as they are; writing them makes nobody their owner.</summary>
    public virtual FieldSet ResetFields(string subresource) => subresource == "status" ? WrittenFields.Spec : WrittenFields.Status;

    /// <summary>Finds everything that is wrong with a new object beyond its metadata.</summary>
    public virtual void Validate(ObjectDocument created, List<FieldError> errors)
    {
    }

    /// <summary>Finds everything that is wrong with a change beyond its metadata.</summary>
    public virtual void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
    }

    /// <summary>Finds everything that is wrong with a change by way of <c>/status</c>.</summary>
    public virtual void ValidateStatusUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
    }

    /// <summary>Finds everything that is wrong with a change by way of <c>/finalize</c>.</summary>
    public virtual void ValidateFinalize(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
    }

    /// <summary>What is worth a warning but no error; a text each.</summary>
    public virtual IReadOnlyList<string> WarningsFor(ObjectDocument written) => [];

    /// <summary>The same for a kind that warns only of what is new.</summary>
    /// <param name="written">The new state.</param>
    /// <param name="current">The state before, or null for a creation.</param>
    public virtual IReadOnlyList<string> WarningsFor(ObjectDocument written, ObjectDocument? current) => WarningsFor(written);

    /// <summary>
    /// How long a deletion waits for whoever runs the object, or null when the kind does not wait. The answer for an object
    /// that is already waiting may only be shorter.
    /// </summary>
    public virtual long? GracePeriodFor(ObjectDocument current, long? requestedSeconds) => null;

    /// <summary>Marks an object whose deletion begins and cannot end at once.</summary>
    public virtual void BeginDeletion(ObjectDocument document)
    {
    }

    /// <summary>Whether something besides the metadata's finalizers still holds an object that is being deleted.</summary>
    public virtual bool IsHeld(ObjectDocument document) => false;
}
