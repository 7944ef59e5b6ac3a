using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Tokens.Verification;
using Signet.Server.Http.Answers;
using Signet.Server.Logging;
using Signet.Server.Outbound;

namespace Signet.Server.Authorization.Webhook;

/// <summary>
/// Authorizes requests by a SubjectAccessReview to a webhook (apiserver, <c>plugin/pkg/authorizer/webhook</c>). Decisions are cached by the whole
/// review. A failure is not cached; it is no opinion with an error, so that another mode can still allow the request.
/// </summary>
internal sealed class WebhookAuthorizer(
    WebhookClient webhook, WebhookLifetimes lifetimes, TimeProvider time, WebhookAuthorizerMetrics metrics, ILogger<WebhookAuthorizer> logger)
    : IAuthorizer, IRuleResolver
{
    /// <summary>The message for callers; the log has the webhook's address and the fault.</summary>
    private const string Failed = "the authorization webhook failed";

    private const int MaxCachedDecisions = 16_384;

    /// <summary>Larger reviews are not cached, because the caller chooses their size.</summary>
    private const int MaxCachedReviewBytes = 10_000;

    private const int LinesAtOnce = 10;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, time);
    private readonly WebhookResponseCache<AuthorizationDecision> _decisions = new(MaxCachedDecisions, time);

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
        var began = time.GetTimestamp();
        try
        {
            // Not cancelled with one caller: others may wait for the same response. The client has its own time limit.
            var status = await webhook.SendAsync(review, CancellationToken.None).ConfigureAwait(false);
            metrics.Count(time.GetElapsedTime(began), failure: null);
            var decision = Read(status);
            var lifetime = decision.IsAllowed ? lifetimes.Authorized : lifetimes.Unauthorized;
            return new(decision, review.Length <= MaxCachedReviewBytes ? lifetime : TimeSpan.Zero);
        }
        catch (WebhookFailedException exception)
        {
            metrics.Count(time.GetElapsedTime(began), exception);
            if (_lines.TryTake(out _))
            {
                Log.WebhookFailed(logger, exception.Message);
            }

            return new(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, null, Failed), TimeSpan.Zero);
        }
    }

    private static AuthorizationDecision Read(JsonElement status)
    {
        var reason = status.ReadString("reason");
        return (status.IsTrue("allowed"), status.IsTrue("denied")) switch
        {
            (true, true) => new(AuthorizationVerdict.Deny, reason, "webhook subject access review returned both allow and deny response"),
            (_, true) => new(AuthorizationVerdict.Deny, reason),
            (true, _) => new(AuthorizationVerdict.Allow, reason),
            _ => new(AuthorizationVerdict.NoOpinion, reason),
        };
    }
}
