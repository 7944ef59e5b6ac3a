using Signet.Core.Tokens.Verification;

namespace Signet.Server.Outbound;

/// <summary>What is asked, and of which target.</summary>
/// <param name="Hash">The hash of all that is asked.</param>
/// <param name="Generation">The target (<see cref="WebhookClient.Generation"/>).</param>
internal readonly record struct WebhookCacheKey(TokenHash Hash, int Generation);
