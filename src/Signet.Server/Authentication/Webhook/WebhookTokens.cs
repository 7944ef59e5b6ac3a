using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Tokens.Verification;
using Signet.Server.Files;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Logging;
using Signet.Server.Outbound;

namespace Signet.Server.Authentication.Webhook;

/// <summary>
/// Authenticates tokens by a TokenReview to a webhook (apiserver, <c>plugin/pkg/authenticator/token/webhook</c>). Positive and negative responses are
/// cached by the hash of token and audiences, failures for a second: a client that repeats a token does not multiply the attempts at a webhook that is down.
/// </summary>
internal sealed class WebhookTokens(
    WebhookClient webhook,
    TimeSpan timeToLive,
    IValueSource<IReadOnlyList<string>> apiAudiences,
    TimeProvider time,
    ILogger<WebhookTokens> logger) : ITokenAuthenticator
{
    private const int MaxCachedTokens = 16_384;

    /// <summary>The minimum time between two checks of a running stream when responses are not cached.</summary>
    private static readonly TimeSpan MinRecheckInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(1);
    private const int LinesAtOnce = 10;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, time);
    private readonly WebhookResponseCache<TokenAuthentication> _responses = new(MaxCachedTokens, time);

    /// <inheritdoc/>
    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A bearer token has no line break, so the key is unambiguous.
        var hash = TokenHash.Of($"{token}\n{string.Join('\n', audiences)}");
        return _responses.GetOrAddAsync(new WebhookCacheKey(hash, webhook.Generation), () => AskAsync(token, audiences), cancellationToken);
    }

    private async Task<WebhookResponse<TokenAuthentication>> AskAsync(string token, IReadOnlyList<string> audiences)
    {
        try
        {
            // Not cancelled with one caller: others may wait for the same response. The client has its own time limit.
            return new(Read(token, await webhook.SendAsync(Review(token, audiences), CancellationToken.None).ConfigureAwait(false), audiences), timeToLive);
        }
        catch (WebhookFailedException exception)
        {
            if (_lines.TryTake(out var dropped))
            {
                Log.LinesDropped(logger, dropped);
                Log.TokenWebhookFailed(logger, exception.Message);
            }

            return new(new TokenAuthentication.Rejected("the authentication webhook failed"), timeToLive < FailureLifetime ? timeToLive : FailureLifetime);
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
        writer.WriteStrings("audiences", audiences);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    private TokenAuthentication Read(string token, JsonElement status, IReadOnlyList<string> audiences)
    {
        if (!status.IsTrue("authenticated"))
        {
            // The reason is logged, and a webhook may repeat the token in it.
            return status.ReadString("error") is { Length: > 0 } error
                ? new TokenAuthentication.Rejected(error.Replace(token, "<token>", StringComparison.Ordinal))
                : TokenAuthentication.Unknown.Instance;
        }

        var reviewed = status.ReadStrings("audiences");
        if (reviewed.Count == 0)
        {
            // A webhook that does not support audiences returns none; its response is valid for the server's own.
            reviewed = apiAudiences.Current;
        }

        var granted = new List<string>();
        foreach (var audience in audiences)
        {
            if (reviewed.Contains(audience))
            {
                granted.Add(audience);
            }
        }

        return granted.Count > 0 && status.TryGetProperty("user", out var user) && user.ReadString("username") is { Length: > 0 } name
            ? new TokenAuthentication.Authenticated(
                new UserInfo { Name = name, Uid = user.ReadString("uid"), Groups = user.ReadStrings("groups"), Extra = ExtraOf(user) }, granted, IsStale: false)
            {
                Lifetime = new CredentialLifetime(EndsAt: 0, NextCheckAt()),
            }
            : TokenAuthentication.Unknown.Instance;
    }

    private long NextCheckAt() => (time.GetUtcNow() + (timeToLive > MinRecheckInterval ? timeToLive : MinRecheckInterval)).ToUnixTimeSeconds();

    private static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ExtraOf(JsonElement user)
    {
        if (!user.TryGetProperty("extra", out var extra) || extra.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var sorted = new SortedDictionary<string, IReadOnlyList<string>>(Utf8Order.Instance);
        foreach (var member in extra.EnumerateObject())
        {
            sorted[member.Name] = extra.ReadStrings(member.Name);
        }

        return [.. sorted];
    }
}
