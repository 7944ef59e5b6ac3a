using System.Globalization;
using System.Net.Http.Headers;

namespace Signet.Client;

/// <summary>Sends token requests, one by one. It does not throw: each failure is an outcome.</summary>
internal sealed class TokenRequestCall
{
    private const int MaxAnswerSize = 1024 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _client;
    private readonly TokenRequestOptions _options;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly byte[] _body;

    /// <exception cref="ArgumentException">The options are not allowed.</exception>
    public TokenRequestCall(HttpClient client, TokenRequestOptions options, TimeProvider time)
    {
        options.Validate();
        (_client, _options, _time) = (client, options, time);
        _address = options.Address(client);
        _body = TokenRequestJson.Write(options);
    }

    public async Task<TokenRequestOutcome> SendAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            var limitOfClient = exception.InnerException is TimeoutException ? ", the time limit of the HTTP client" : "";
            var fault = cancellationToken.IsCancellationRequested ? "was cancelled" : $"had no answer in time{limitOfClient}";
            return Failed(fault, exception);
        }
        catch (HttpRequestException exception)
        {
            // The cause of a TLS or connection failure is in an inner exception.
            var cause = exception.InnerException is null ? "" : $" ({exception.GetBaseException().Message})";
            return Failed($"failed: {exception.Message}{cause}", exception);
        }
        catch (Exception exception)
        {
            // The handlers of the caller's HTTP client can throw anything, and all callers that wait for the request have to get it.
            // Only messages of the sources of this library are known to have no token.
            var isKnown = exception is IOException or UnauthorizedAccessException or InvalidDataException or TokenRequestException;
            return Failed($"failed in the HTTP client: {(isKnown ? exception.Message : exception.GetType().Name)}", exception);
        }
    }

    private async Task<TokenRequestOutcome> ExchangeAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(_body) { Headers = { ContentType = Json } },
            Version = _client.DefaultRequestVersion,
            VersionPolicy = _client.DefaultVersionPolicy,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var requestedAt = Moment.Now(_time);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(MaxAnswerSize, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? Accept(answer, response.Headers.Date, requestedAt) : Refused(response, answer);
    }

    /// <summary>
    /// The lifetime is the time from issue to expiry by the clock of the issuer, which the token itself, else the <c>Date</c> of the answer, tells: a
    /// clock that is wrong on this machine does not change it. Only without both it is the time until expiry by the own clock.
    /// </summary>
    private TokenRequestOutcome Accept(byte[] answer, DateTimeOffset? date, Moment requestedAt)
    {
        if (TokenRequestJson.Read(answer) is not { } token)
        {
            return Failed("was answered without a TokenRequest that has a token and its expirationTimestamp", null);
        }

        var issuedAt = TokenRequestJson.IssuedAt(token.Value) ?? date ?? requestedAt.TimeOfDay;
        var lifetime = token.ExpiresAt!.Value - issuedAt;
        return lifetime > TimeSpan.Zero
            ? TokenRequestOutcome.Of(new CachedToken(token, requestedAt, lifetime, _time))
            : Failed($"was answered with a token that expired at {token.ExpiresAt:O}; the time of its issue is {issuedAt:O}", null);
    }

    private TokenRequestOutcome Refused(HttpResponseMessage response, byte[] answer)
    {
        var (reason, message) = TokenRequestJson.ReadStatus(answer);
        var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var retryAfter = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - _time.GetUtcNow()) : null;
        var text = $"{Subject} was answered with {code} {reason ?? response.StatusCode.ToString()}{(message is null ? "" : $": {message}")}";
        return TokenRequestOutcome.Of(new TokenRequestFailure(text, response.StatusCode, reason, retryAfter, null));
    }

    private TokenRequestOutcome Failed(string fault, Exception? cause) =>
        TokenRequestOutcome.Of(new TokenRequestFailure($"{Subject} {fault}", null, null, null, cause));

    private string Subject =>
        $"The token request for the service account {_options.Namespace}/{_options.ServiceAccount} at {_address.GetLeftPart(UriPartial.Authority)}";
}
