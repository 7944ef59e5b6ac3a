namespace Signet.Client;

/// <summary>The result of a token request: a token or a failure.</summary>
internal readonly record struct TokenRequestOutcome
{
    private TokenRequestOutcome(CachedToken? token, TokenRequestFailure? failure) => (Token, Failure) = (token, failure);

    public CachedToken? Token { get; }

    public TokenRequestFailure? Failure { get; }

    public static TokenRequestOutcome Of(CachedToken token) => new(token, null);

    public static TokenRequestOutcome Of(TokenRequestFailure failure) => new(null, failure);
}
