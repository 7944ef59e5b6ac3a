using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Admits the deletion of an object, or refuses it.</summary>
/// <param name="current">The state now, not to be changed.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate ValueTask<StatusError?> AdmitDeletion(ObjectDocument current, CancellationToken cancellationToken);
