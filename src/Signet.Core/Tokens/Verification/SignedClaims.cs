using Signet.Core.Access;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Verification;

/// <summary>A token whose signature was verified.</summary>
/// <param name="Claims">Its claims.</param>
/// <param name="User">Its user.</param>
/// <param name="Key">The key that verified it.</param>
/// <param name="Stamp">The <see cref="KeyRingSnapshot.Stamp"/> of the last snapshot that was found to hold the key.</param>
internal sealed record SignedClaims(TokenClaims Claims, UserInfo User, RingKey Key, object Stamp);
