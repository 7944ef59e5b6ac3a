using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Testing;

namespace Signet.Tests.Hosting.Keys;

/// <summary>
/// Issue 12: rotations under load over HTTPS. The clock of the server and of the verifiers moves with the load: a step of it passes when each client has
/// completed a round since the step before. So the windows of hours take seconds, and a machine that stands still for a while does not let a token expire.
/// The verifiers keep a JWKS for all of its <c>max-age</c>.
/// </summary>
[Collection(AloneInProcess.Name)]
public sealed class RotationUnderLoadTests
{
    private const int Rotations = 5;
    private const int Clients = 4;

    /// <summary>What the clock moves in one step of the load.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    /// <summary>More than the least one: the server may take 50 steps of the load to publish a key.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(80);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(90);

    /// <summary>Begins 12 hours ago: the HTTP client, whose clock is the system's, accepts certificates that are made by it.</summary>
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(12));
    private readonly int[] _rounds = new int[Clients];
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _signed = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TimeSpan> _calm = new();
    private readonly ConcurrentQueue<TimeSpan> _rotating = new();
    private volatile bool _isCalm = true;

    [Fact]
    public async Task Rotate_UnderLoad_NoRequestFailsAndNoTokenIsRefused()
    {
        var options = new ServerOptions
        {
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256, RotationInterval = Interval, PublicationLead = Lead },
            Tokens = new TokenOptions { MaxLifetime = TimeSpan.FromHours(1), ExtendExpiration = false },
            Requests = new RequestLimitOptions { TimeLimit = TimeSpan.FromHours(20) },
        };
        await using var server = await new SignetServerBuilder(options) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        using var admin = InProcessClient.Of(server);
        await admin.UntilDefaultAccountAsync();
        using var ended = new CancellationTokenSource();
        var load = Enumerable.Range(0, Clients).Select(client => RunClientAsync(server, client, ended.Token)).ToArray();

        await Patience.UntilAsync(() => Task.FromResult(_calm.Count > 2000 || !_failures.IsEmpty), "the calm load has run");
        _isCalm = false;
        while (_signed.Count <= Rotations && _failures.IsEmpty)
        {
            await StepAsync();
        }

        await ended.CancelAsync();
        await Task.WhenAll(load);

        Assert.True(_failures.IsEmpty, string.Join("\n\n", _failures.Take(3)));
        Assert.All(_signed, key => Assert.NotEqual(0, key.Value));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_calm.Count + _rotating.Count} rounds, {_signed.Count} keys; p99 calm {P99(_calm):F1} ms, rotating {P99(_rotating):F1} ms"));
    }

    /// <summary>Moves the clock once each client has completed a round.</summary>
    private async Task StepAsync()
    {
        var before = _rounds.ToArray();
        await Patience.UntilAsync(
            () => Task.FromResult(!_failures.IsEmpty || _rounds.Zip(before, (now, then) => now - then).All(completed => completed > 1)),
            "each client has completed a round");
        _time.Advance(Step);
    }

    private static double P99(IEnumerable<TimeSpan> times) => times.Order().ElementAt(times.Count() * 99 / 100).TotalMilliseconds;

    /// <summary>Issues and checks until the end: new tokens, and each client's oldest one that has not expired.</summary>
    private async Task RunClientAsync(SignetServer server, int number, CancellationToken ended)
    {
        using var client = InProcessClient.Of(server);
        var verifier = new CachingVerifier(client, _time);
        var (kept, keptAt) = ("", DateTimeOffset.MinValue);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var begun = TimeProvider.System.GetTimestamp();
                var token = await client.IssueAsync("default", """{"expirationSeconds":3600}""");
                await CheckAsync(client, verifier, token);
                (_isCalm ? _calm : _rotating).Enqueue(TimeProvider.System.GetElapsedTime(begun));
                _signed.AddOrUpdate(new JsonWebToken(token).Kid, 1, (_, count) => count + 1);
                if (_time.GetUtcNow() - keptAt > TimeSpan.FromMinutes(25))
                {
                    (kept, keptAt) = (token, _time.GetUtcNow());
                }

                await CheckAsync(client, verifier, kept);
                Interlocked.Increment(ref _rounds[number]);
            }
            catch (Exception exception)
            {
                _failures.Enqueue(exception.ToString());
                return;
            }
        }
    }

    private async Task CheckAsync(ApiClient client, CachingVerifier verifier, string token)
    {
        var review = await client.ReviewAsync(token);
        if (review["authenticated"] is null)
        {
            _failures.Enqueue($"TokenReview: {review}");
        }

        if (await verifier.VerifyAsync(token) is { } fault)
        {
            _failures.Enqueue($"verifier: {fault}");
        }
    }

    /// <summary>A verifier that fetches the JWKS only when <c>max-age</c> has passed, also for an unknown key.</summary>
    private sealed class CachingVerifier(ApiClient client, TimeProvider time)
    {
        private IReadOnlyList<JsonWebKey> _keys = [];
        private DateTimeOffset _until = DateTimeOffset.MinValue;

        /// <summary>The fault; null when the token is accepted.</summary>
        public async Task<string?> VerifyAsync(string token)
        {
            var now = time.GetUtcNow();
            if (now >= _until)
            {
                var answer = await client.GetAsync("/openid/v1/jwks");
                _keys = [.. new JsonWebKeySet(answer.Body).Keys];
                _until = now + MaxAgeOf(answer);
            }

            var rules = new TokenValidationParameters
            {
                IssuerSigningKeys = _keys,
                ValidateAudience = false,
                ValidateIssuer = false,
                ValidateLifetime = false,
                RequireSignedTokens = true,
            };
            var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, rules);
            return result.IsValid ? null : result.Exception.Message;
        }

        private static TimeSpan MaxAgeOf(ApiAnswer answer) => System.Net.Http.Headers.CacheControlHeaderValue.Parse(
            string.Join(',', answer.Headers.GetValues("Cache-Control"))).MaxAge!.Value;
    }
}
