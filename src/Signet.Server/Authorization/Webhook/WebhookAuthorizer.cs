using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Tokens.Verification;
using Signet.Server.Http.Answers;
using Signet.Server.Outbound;

namespace Signet.Server.Authorization.Webhook;

/// <summary>
/// Asks a webhook by SubjectAccessReview (apiserver, <c>plugin/pkg/authorizer/webhook</c>). Its decisions are remembered by all that was
/// asked; a failure is not, and is no opinion with an error: another mode may still allow.
/// </summary>
internal sealed class WebhookAuthorizer(
    WebhookClient webhook, WebhookLifetimes lifetimes, TimeProvider time, ILogger<WebhookAuthorizer> logger) : IAuthorizer, IRuleResolver
{
    /// <summary>What callers are told; the log has the webhook's address and its fault.</summary>
    private const string Failed = "the authorization webhook failed";

    private const int DecisionsRemembered = 16_384;

    /// <summary>What is longer than this is not remembered: the caller chooses it.</summary>
    private const int LongestRemembered = 10_000;

    private readonly WebhookResponseCache<AuthorizationDecision> _decisions = new(DecisionsRemembered, time);

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var review = AccessReviewJson.Write(attributes, webhook.Version);
        return _decisions.GetOrAddAsync(new WebhookCacheKey(TokenHash.Of(review.Span), webhook.Generation), () => AskAsync(review), cancellationToken);
    }

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns) =>
        new([], IsIncomplete: true, ["webhook authorizer does not support user rule resolution"]);

    private async Task<WebhookResponse<AuthorizationDecision>> AskAsync(ReadOnlyMemory<byte> review)
    {
        try
        {
            // Whoever waits may go away, others may wait as well: the client has a limit of its own.
            var decision = Read(await webhook.SendAsync(review, CancellationToken.None).ConfigureAwait(false));
            var lifetime = decision.IsAllowed ? lifetimes.Authorized : lifetimes.Unauthorized;
            return new(decision, review.Length <= LongestRemembered ? lifetime : TimeSpan.Zero);
        }
        catch (WebhookFailedException exception)
        {
            Log.WebhookFailed(logger, exception.Message);
            return new(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, null, Failed), TimeSpan.Zero);
        }
    }

    private static AuthorizationDecision Read(JsonElement status)
    {
        var reason = status.ReadText("reason");
        return (status.IsTrue("allowed"), status.IsTrue("denied")) switch
        {
            (true, true) => new(AuthorizationVerdict.Deny, reason, "webhook subject access review returned both allow and deny response"),
            (_, true) => new(AuthorizationVerdict.Deny, reason),
            (true, _) => new(AuthorizationVerdict.Allow, reason),
            _ => new(AuthorizationVerdict.NoOpinion, reason),
        };
    }
}
