using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>One update of one object.</summary>
/// <param name="Resource">The resource, in the form of the write.</param>
/// <param name="Key">The object.</param>
/// <param name="Change">Makes the new state of a copy of the current one. Called for each attempt, so again after a conflict.</param>
/// <param name="Scope">The part of the object that is written.</param>
/// <param name="Request">The options of the write.</param>
internal sealed record ObjectUpdate(
    ResourceDefinition Resource,
    ObjectKey Key,
    Func<ObjectDocument, Outcome<ObjectDocument>> Change,
    UpdateScope Scope,
    WriteRequest Request);
