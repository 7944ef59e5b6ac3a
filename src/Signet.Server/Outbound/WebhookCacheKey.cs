using Signet.Core.Tokens.Verification;

namespace Signet.Server.Outbound;

/// <summary>The key of a cached response: the request, and the target that it was sent to.</summary>
/// <param name="Hash">The hash of the whole request.</param>
/// <param name="Generation"><see cref="WebhookClient.Generation"/> of the target.</param>
internal readonly record struct WebhookCacheKey(TokenHash Hash, int Generation);
