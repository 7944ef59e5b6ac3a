using Signet.Core.Signing.Ring;

namespace Signet.Server.Hosting.Signers;

/// <summary>The keys of a served signer.</summary>
/// <param name="Keys">The key ring.</param>
/// <param name="Prepared">Its public keys, serialized.</param>
internal sealed record SignerRing(KeyRing Keys, PreparedKeys Prepared);
