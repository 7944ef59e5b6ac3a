using Signet.Core.Signing;

namespace Signet.Signing.Local;

/// <summary>Keys from files, as kube-apiserver has them: the same until the next start.</summary>
public sealed class StaticKeySet(IEnumerable<VerificationKey> keys) : IKeySetSource
{
    /// <inheritdoc/>
    public KeySetSnapshot Current { get; } = new(keys);
}
