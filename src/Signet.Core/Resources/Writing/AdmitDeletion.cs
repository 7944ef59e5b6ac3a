using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Admits or refuses the deletion of an object.</summary>
/// <param name="current">The current state; not changed.</param>
/// <param name="cancellationToken">Cancels the admission.</param>
internal delegate ValueTask<StatusError?> AdmitDeletion(ObjectDocument current, CancellationToken cancellationToken);
