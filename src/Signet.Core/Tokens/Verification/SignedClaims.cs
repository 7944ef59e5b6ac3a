using Signet.Core.Access;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Verification;

/// <summary>A token with a verified signature.</summary>
/// <param name="Claims">The claims.</param>
/// <param name="User">The user of the token.</param>
/// <param name="Key">The key that verified it.</param>
/// <param name="Stamp">The <see cref="KeyRingSnapshot.Stamp"/> of the latest snapshot that is known to have the key.</param>
internal sealed record SignedClaims(TokenClaims Claims, UserInfo User, RingKey Key, object Stamp);
