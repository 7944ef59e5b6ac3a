using Signet.Core.Objects;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>Returns the texts of the warnings of a write, in Kubernetes' words.</summary>
/// <param name="written">The new state; not changed.</param>
/// <param name="current">The state before an update, for a kind that warns of new values only; null for a create.</param>
internal delegate IReadOnlyList<string> FindWarnings(ObjectDocument written, ObjectDocument? current);
