using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Tokens;
using Signet.Server.Http;
using Signet.Server.Http.Outbound;

namespace Signet.Server.Authorization.Webhook;

/// <summary>
/// Asks a webhook by SubjectAccessReview (apiserver, <c>plugin/pkg/authorizer/webhook</c>). Its decisions are remembered by all that was
/// asked; a failure is not, and is no opinion: another mode may still allow. Only the log tells what failed.
/// </summary>
internal sealed class WebhookAuthorizer(
    WebhookClient webhook, WebhookLifetimes lifetimes, TimeProvider time, ILogger<WebhookAuthorizer> logger) : IAuthorizer, IRuleResolver
{
    private const int DecisionsRemembered = 16_384;

    /// <summary>What is longer than this is not remembered: the caller chooses it.</summary>
    private const int LongestRemembered = 10_000;

    private readonly WebhookAnswers<AuthorizationDecision> _decisions = new(DecisionsRemembered, time);

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var review = AccessReviewJson.Write(attributes);
        var hash = TokenHash.Of(review.Span);
        return _decisions.TryFind(hash, out var remembered) ? new(remembered) : AskAsync(review, hash, cancellationToken);
    }

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns) =>
        new([], IsIncomplete: true, ["webhook authorizer does not support user rule resolution"]);

    private async ValueTask<AuthorizationDecision> AskAsync(ReadOnlyMemory<byte> review, TokenHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await _decisions.AskAsync(hash, () => AskAsync(review), cancellationToken).ConfigureAwait(false);
        }
        catch (WebhookFailedException exception)
        {
            Log.WebhookFailed(logger, exception.Message);
            return AuthorizationDecision.Failed("the authorization webhook failed");
        }
    }

    /// <summary>Asks for all who want to know: one of them who goes away does not end it.</summary>
    private async Task<(AuthorizationDecision Decision, TimeSpan Lifetime)> AskAsync(ReadOnlyMemory<byte> review)
    {
        var decision = Read(await webhook.AskAsync(review, CancellationToken.None).ConfigureAwait(false));
        return (decision, review.Length > LongestRemembered ? TimeSpan.Zero : decision.IsAllowed ? lifetimes.Allowed : lifetimes.Others);
    }

    private static AuthorizationDecision Read(JsonElement status)
    {
        var reason = status.ReadText("reason");
        return (status.IsTrue("allowed"), status.IsTrue("denied")) switch
        {
            (true, true) => new(AuthorizationVerdict.Deny, "webhook subject access review returned both allow and deny response"),
            (_, true) => new(AuthorizationVerdict.Deny, reason),
            (true, _) => new(AuthorizationVerdict.Allow, reason),
            _ => new(AuthorizationVerdict.NoOpinion, reason),
        };
    }
}
