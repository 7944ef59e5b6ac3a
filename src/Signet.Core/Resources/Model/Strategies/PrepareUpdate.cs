using Signet.Core.Objects;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>Copies the fields that an update cannot change from the current object.</summary>
/// <param name="updated">The new state; changed in place.</param>
/// <param name="current">The current state; not changed.</param>
internal delegate void PrepareUpdate(ObjectDocument updated, ObjectDocument current);
