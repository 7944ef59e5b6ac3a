namespace Signet.Core.Resources.Model.Strategies;

/// <summary>The switches by which the general code for all kinds treats them differently.</summary>
internal sealed record ResourceTraits
{
    /// <summary>Whether DELETE answers with the removed object instead of a Status.</summary>
    public bool AnswersDeletedObject { get; init; } = true;

    /// <summary>Whether tokens are issued for objects of the kind, or bound to them, and end with them.</summary>
    public bool HasTokens { get; init; }

    /// <summary>Whether PUT creates an object that does not exist.</summary>
    public bool AllowsCreateOnUpdate { get; init; }

    /// <summary>Whether an update validates the whole metadata a second time, as most kinds of Kubernetes do; each error is then reported twice.</summary>
    public bool ChecksMetadataOfUpdates { get; init; } = true;

    /// <summary>Whether the garbage collector follows the owner references of the kind. If not, the propagation policy of a deletion is ignored.</summary>
    public bool IsGarbageCollected { get; init; } = true;

    /// <summary>Whether a finalizer must be a standard one or have a domain.</summary>
    public bool ChecksFinalizerDomains { get; init; } = true;
}
