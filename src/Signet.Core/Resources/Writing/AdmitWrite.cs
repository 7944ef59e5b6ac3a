using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Admits the new state of an object, which it may change, or refuses it.</summary>
/// <param name="document">The new state.</param>
/// <param name="current">The state now, not to be changed; null for a creation.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate ValueTask<StatusError?> AdmitWrite(ObjectDocument document, ObjectDocument? current, CancellationToken cancellationToken);
