using Signet.Core.Metrics;
using Signet.Core.Tokens.Verification;

namespace Signet.Server.Authentication;

/// <summary>The metrics of service account tokens that callers and reviews present (Kubernetes, <c>pkg/serviceaccount/metrics.go</c>).</summary>
internal sealed class TokenMetrics
{
    private readonly ValueCell _valid;
    private readonly ValueCell _stale;
    private readonly ValueCell[] _refused;

    /// <summary>Declares the metrics.</summary>
    public TokenMetrics(MetricSet metrics)
    {
        _valid = metrics.Counter("serviceaccount_valid_tokens_total", "Service account tokens that were valid when they were presented.").With();
        _stale = metrics.Counter("serviceaccount_stale_tokens_total", "Valid service account tokens that should have been renewed.").With();
        var refused = metrics.Counter("signet_tokens_refused_total", "Service account tokens that were refused, by the check that failed.", "reason");
        _refused = [.. Enum.GetValues<TokenRefusal>().Select(refusal => refused.With(NameOf(refusal)))];
    }

    /// <summary>Counts a verified token.</summary>
    public void Count(TokenVerdict verdict)
    {
        switch (verdict)
        {
            case TokenVerdict.Valid valid:
                _valid.Add(1);
                _stale.Add(valid.IsStale ? 1 : 0);
                break;
            case TokenVerdict.Rejected rejected:
                _refused[(int)rejected.Refusal].Add(1);
                break;
        }
    }

    private static string NameOf(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.TooLong => "too_long",
        TokenRefusal.UnknownKey => "unknown_key",
        TokenRefusal.BadSignature => "bad_signature",
        TokenRefusal.Claims => "claims",
        TokenRefusal.UnknownIssuer => "unknown_issuer",
        TokenRefusal.Audience => "audience",
        TokenRefusal.NotYetValid => "not_yet_valid",
        TokenRefusal.Expired => "expired",
        TokenRefusal.Account => "account",
        TokenRefusal.BoundObject => "bound_object",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
