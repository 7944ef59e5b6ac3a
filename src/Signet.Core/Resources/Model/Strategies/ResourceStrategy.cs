using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>
/// The rules of one kind (Kubernetes' strategies: apiserver, <c>pkg/registry/rest</c>), composed of its capabilities. A capability that a kind
/// does not set has the default of a kind that consists of metadata only. The functions are stateless and called by all requests at once.
/// </summary>
internal sealed record ResourceStrategy
{
    /// <summary>Returns the errors of a name of a new object, in Kubernetes' words; empty when the name is valid.</summary>
    public Func<string, IReadOnlyList<string>> NameRule { get; init; } = NameRules.Subdomain;

    /// <summary>The fields that a field selector may name.</summary>
    public SelectableFields SelectableFields { get; init; } = SelectableFields.Metadata;

    /// <summary>The columns of the kind's table.</summary>
    public TableDefinition Table { get; init; } = TableDefinition.NameAndCreation;

    /// <summary>The switches by which the general code for all kinds treats them differently.</summary>
    public ResourceTraits Traits { get; init; } = new();

    /// <summary>Sets the kind's defaults. Called for creates and updates, before admission and before every other rule.</summary>
    public Action<ObjectDocument> ApplyDefaults { get; init; } = static _ => { };

    /// <summary>The rules of a create.</summary>
    public CreateRules Create { get; init; } = new();

    /// <summary>The rules of an update of the whole object. Those of a subresource are in its <see cref="SubresourceDefinition"/>.</summary>
    public UpdateRules Update { get; init; } = new();

    /// <summary>The rules of a deletion that is not immediate.</summary>
    public DeletionRules Delete { get; init; } = new();

    /// <summary>Returns the warnings of a create or of an update of the whole object.</summary>
    public FindWarnings WarningsFor { get; init; } = static (_, _) => [];
}
