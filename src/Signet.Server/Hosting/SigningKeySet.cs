using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The signer and the keys that tokens are verified with, at one time. Immutable.</summary>
/// <param name="Signer">Signs new tokens.</param>
/// <param name="Keys">The signing key's public half first, then those of <c>--service-account-key-file</c>.</param>
internal sealed record SigningKeySet(LocalJwtSigner Signer, KeySetSnapshot Keys);
