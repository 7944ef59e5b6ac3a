using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <param name="Object">The new state; for a deletion the last state, with the revision of the deletion.</param>
/// <param name="Previous">The state before, null for a new object. A selector needs it to see that an object no longer matches.</param>
internal sealed record ObjectEvent(ObjectEventType Type, StoredObject Object, StoredObject? Previous);
