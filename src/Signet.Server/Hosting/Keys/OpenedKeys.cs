using Signet.Core.Signing.Ring;
using Signet.Signing.External;

namespace Signet.Server.Hosting.Keys;

/// <summary>The keys that a start has opened.</summary>
/// <param name="Ring">Signing and verification keys.</param>
internal sealed record OpenedKeys(KeyRing Ring)
{
    /// <summary>The managed keys behind the ring; null when files or the program give the keys.</summary>
    public ManagedKeyParts? Managed { get; init; }

    /// <summary>The keys of an external signer behind the ring, which the caller disposes; null for keys of this process.</summary>
    public ExternalKeys? External { get; init; }
}
