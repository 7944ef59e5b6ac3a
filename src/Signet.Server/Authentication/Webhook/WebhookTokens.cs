using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Tokens.Verification;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Outbound;

namespace Signet.Server.Authentication.Webhook;

/// <summary>
/// Asks a webhook by TokenReview whose a token is (apiserver, <c>plugin/pkg/authenticator/token/webhook</c>). Both answers are remembered
/// for a while under the hash of token and audiences; a failure is not.
/// </summary>
internal sealed class WebhookTokens(
    WebhookClient webhook, TimeSpan timeToLive, IReadOnlyList<string> apiAudiences, TimeProvider time, ILogger<WebhookTokens> logger) : ITokenAuthenticator
{
    private const int TokensRemembered = 16_384;

    /// <summary>How often a running stream asks at most when nothing is cached.</summary>
    private static readonly TimeSpan MinRecheckInterval = TimeSpan.FromSeconds(10);
    private readonly WebhookResponseCache<TokenAuthentication> _answers = new(TokensRemembered, time);

    /// <inheritdoc/>
    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // No bearer token holds the end of a line.
        var hash = TokenHash.Of($"{token}\n{string.Join('\n', audiences)}");
        return _answers.GetOrAddAsync(new WebhookCacheKey(hash, webhook.Generation), () => AskAsync(token, audiences), cancellationToken);
    }

    private async Task<WebhookResponse<TokenAuthentication>> AskAsync(string token, IReadOnlyList<string> audiences)
    {
        try
        {
            // Whoever waits may go away, others may wait as well: the client has a limit of its own.
            return new(Read(token, await webhook.SendAsync(Review(token, audiences), CancellationToken.None).ConfigureAwait(false), audiences), timeToLive);
        }
        catch (WebhookFailedException exception)
        {
            Log.TokenWebhookFailed(logger, exception.Message);
            return new(new TokenAuthentication.Rejected("the webhook for tokens failed"), TimeSpan.Zero);
        }
    }

    private ReadOnlyMemory<byte> Review(string token, IReadOnlyList<string> audiences)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "TokenReview"u8);
        writer.WriteString("apiVersion"u8, $"authentication.k8s.io/{webhook.Version}");
        writer.WriteStartObject("spec"u8);
        writer.WriteString("token"u8, token);
        writer.WriteTexts("audiences", audiences);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    private TokenAuthentication Read(string token, JsonElement status, IReadOnlyList<string> audiences)
    {
        if (!status.IsTrue("authenticated"))
        {
            // Reasons are logged, and a webhook may repeat what it was sent.
            return status.ReadText("error") is { Length: > 0 } error
                ? new TokenAuthentication.Rejected(error.Replace(token, "<token>", StringComparison.Ordinal))
                : TokenAuthentication.Unknown.Instance;
        }

        var meant = status.ReadTexts("audiences");
        if (meant.Count == 0)
        {
            // One that knows no audiences speaks for the server's own.
            meant = apiAudiences;
        }

        var granted = new List<string>();
        foreach (var audience in audiences)
        {
            if (meant.Contains(audience))
            {
                granted.Add(audience);
            }
        }

        return granted.Count > 0 && status.TryGetProperty("user", out var user) && user.ReadText("username") is { Length: > 0 } name
            ? new TokenAuthentication.Authenticated(
                new UserInfo { Name = name, Uid = user.ReadText("uid"), Groups = user.ReadTexts("groups"), Extra = ExtraOf(user) }, granted, IsStale: false)
            {
                Lifetime = new CredentialLifetime(EndsAt: 0, CheckAgainAt()),
            }
            : TokenAuthentication.Unknown.Instance;
    }

    private long CheckAgainAt() => (time.GetUtcNow() + (timeToLive > MinRecheckInterval ? timeToLive : MinRecheckInterval)).ToUnixTimeSeconds();

    private static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ExtraOf(JsonElement user)
    {
        if (!user.TryGetProperty("extra", out var extra) || extra.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var sorted = new SortedDictionary<string, IReadOnlyList<string>>(Utf8Order.Instance);
        foreach (var member in extra.EnumerateObject())
        {
            sorted[member.Name] = extra.ReadTexts(member.Name);
        }

        return [.. sorted];
    }
}
