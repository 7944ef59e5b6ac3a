using Signet.Core.Signing;

namespace Signet.Signing.Pkcs11;

/// <summary>A private key in a token.</summary>
/// <param name="Handle">Its handle, for the sessions that it was found with.</param>
/// <param name="PublicKey">Its public half, which has verified a signature.</param>
/// <param name="Mechanism">How the token signs with it.</param>
internal sealed record TokenKey(nuint Handle, VerificationKey PublicKey, SigningMechanism Mechanism);
