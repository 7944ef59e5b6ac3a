using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Admits or refuses the new state of an object.</summary>
/// <param name="document">The new state; may be changed.</param>
/// <param name="current">The current state, not changed; null for a create.</param>
/// <param name="cancellationToken">Cancels the admission.</param>
internal delegate ValueTask<StatusError?> AdmitWrite(ObjectDocument document, ObjectDocument? current, CancellationToken cancellationToken);
