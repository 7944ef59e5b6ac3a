using Signet.Core.Signing.Managed;

namespace Signet.Server.Hosting.Keys;

/// <summary>What manages keys.</summary>
/// <param name="Store">Reads and writes their record.</param>
/// <param name="Keys">Changes them.</param>
/// <param name="Ring">The ring that is made of them.</param>
/// <param name="Opened">What the start did to them.</param>
internal sealed record ManagedKeyParts(ManagedKeyStore Store, ManagedKeys Keys, ManagedRing Ring, IReadOnlyList<KeyChange> Opened);
