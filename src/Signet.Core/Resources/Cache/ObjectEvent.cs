using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <summary>One change of one object.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The new state; for a deletion the last one, under the revision of the deletion.</param>
/// <param name="Previous">The state before, or null for a new object: selectors need it to tell who leaves.</param>
internal sealed record ObjectEvent(ObjectEventType Type, StoredObject Object, StoredObject? Previous);
