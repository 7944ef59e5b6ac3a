using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Background;
using Signet.Server.Files;
using Signet.Server.Hosting.Services;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>The refresher goes on after every fault of what it depends on, and keys are refreshed afterwards.</summary>
public sealed class IssuerKeyRefresherTests : IAsyncLifetime
{
    private readonly FaultyTimers _time = new();
    private readonly ScriptedLogger _log = new();
    private readonly ScriptedLogger _keyLog = new();
    private readonly PretendIssuer _first = PretendIssuer.Create("k1", "ES256");
    private readonly PretendIssuer _second = PretendIssuer.Create("k2", "ES256");
    private readonly ScriptedConfiguration _configuration = new();
    private JwtIssuerSet _issuers = null!;
    private HttpsServer _server = null!;
    private PretendIssuer _published = null!;
    private volatile bool _isSilent;
    private int _fetches;
    private int _hanging;

    public async ValueTask InitializeAsync()
    {
        _published = _first;
        _issuers = new JwtIssuerSet(_configuration, _time, new LoggerOf<IssuerKeys>(_keyLog));
        _server = await HttpsServer.StartAsync(AnswerAsync);
        _configuration.Value = new AuthenticationConfiguration([OptionsOf(_server)], null);
    }

    public async ValueTask DisposeAsync()
    {
        _issuers.Dispose();
        await _server.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Theory]
    [InlineData("unexpected")]
    [InlineData("timeout")]
    [InlineData("cancellation")]
    public async Task Run_ConfigurationFails_IsReportedAndKeysAreFetchedAfterwards(string fault)
    {
        _configuration.Failure = ExceptionOf(fault);
        await using var service = Start();
        await UntilAsync(() => service.Supervisor.Snapshot.Faults >= 3, "the refresher has failed three times");
        Assert.Equal((LogLevel.Error, 8002), _log.Entries.Select(entry => (entry.Level, entry.Id)).First());
        Assert.StartsWith("issuer-key-refresher: failed 1 times in a row", _log.Entries[0].Message, StringComparison.Ordinal);
        Assert.Contains("(log event 8002 has the reason)", BackgroundHealth.RemarkOf(service.Supervisor), StringComparison.Ordinal);

        _configuration.Failure = null;
        await UntilKeyAsync("k1");
        await UntilAsync(() => BackgroundHealth.RemarkOf(service.Supervisor) is null, "the refresher runs without faults");
    }

    [Theory]
    [InlineData("unexpected")]
    [InlineData("timeout")]
    [InlineData("cancellation")]
    public async Task Run_FetchFailsUnexpectedly_IsReportedAndRepeated(string fault)
    {
        await using var service = Start();
        await UntilKeyAsync("k1");
        _time.Failure = ExceptionOf(fault);
        _published = _second;

        await UntilAsync(() => service.Supervisor.Service.Remark is not null, "the failure is in the remark");
        Assert.Equal(
            "the last fetch of keys failed for 1 of 1 issuers; keys fetched before stay in use, the log has the reason (events 2011 and 2012)",
            BackgroundHealth.RemarkOf(service.Supervisor));
        Assert.Contains((LogLevel.Error, 2012), _keyLog.Entries.Select(entry => (entry.Level, entry.Id)));
        Assert.Equal("k1", KeyId());

        // A request that waits for a fetch gets the known keys, not the exception.
        await Assert.Single(_issuers.Current.All).Keys.FetchAsync(TestContext.Current.CancellationToken);
        _time.Failure = null;
        await UntilKeyAsync("k2");
        await UntilAsync(() => service.Supervisor.Service.Remark is null, "the remark is gone");
        Assert.Equal(0, service.Supervisor.Snapshot.Faults);
    }

    [Fact]
    public async Task Run_IssuerNeverAnswers_DelaysNoOtherIssuerAndIsAskedAgain()
    {
        _isSilent = true;
        var inline = OptionsOf(_server) with
        {
            Url = "https://inline.example.test",
            Keys = new IssuerKeySource.Inline(Encoding.UTF8.GetBytes(PretendIssuer.KeySet(_second))),
        };
        _configuration.Value = new AuthenticationConfiguration([OptionsOf(_server), inline], null);
        await using var service = Start();
        await UntilAsync(() => _issuers.Current.Find(inline.Url)!.Keys.Current.Keys.Count == 1 && _fetches > 1, "the others have their keys");

        _isSilent = false;
        await UntilKeyAsync("k1");

        Assert.Contains((LogLevel.Warning, 2011), _keyLog.Entries.Select(entry => (entry.Level, entry.Id)));
        Assert.Equal(0, service.Supervisor.Snapshot.Faults);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task Run_ClockJumps_KeysAreRefreshedAtTheirInterval(int days)
    {
        await using var service = Start();
        await UntilKeyAsync("k1");
        _time.Jump(TimeSpan.FromDays(days));
        _published = _second;
        var begun = _time.GetTimestamp();

        await UntilKeyAsync("k2");

        Assert.InRange(_time.GetElapsedTime(begun), TimeSpan.Zero, IssuerKeys.MaxAge + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Stop_DuringAFetch_Stops()
    {
        _isSilent = true;
        var service = Start();
        await using (service)
        {
            await UntilAsync(() => _fetches > 0, "the fetch has begun");
        }

        Assert.Equal((SupervisorState.Stopped, 0L), (service.Supervisor.Snapshot.State, service.Supervisor.Snapshot.Faults));
    }

    private static Exception ExceptionOf(string fault) => fault switch
    {
        "timeout" => new TimeoutException("no answer in time"),
        "cancellation" => new TaskCanceledException("cancelled by its own limit"),
        _ => new InvalidOperationException("broken"),
    };

    private static JwtIssuerOptions OptionsOf(HttpsServer server) => new()
    {
        Url = server.Address.ToString().TrimEnd('/'),
        Keys = new IssuerKeySource.Discovery(new Uri(server.Address, "/.well-known/openid-configuration"), PemCertificates.Read(server.AuthorityPem)),
        Audiences = ["a"],
        Username = new PrefixedClaim("sub", ""),
    };

    private RunningService Start() => RunningService.Start(new IssuerKeyRefresher(_issuers, _time), _time, _log);

    private string? KeyId() =>
        _issuers.Current.All.First(issuer => issuer.Options.Keys is IssuerKeySource.Discovery).Keys.Current.Keys.Select(key => key.KeyId).SingleOrDefault();

    private Task UntilKeyAsync(string keyId) => UntilAsync(() => KeyId() == keyId, $"the key {keyId} is known");

    private Task UntilAsync(Func<bool> condition, string what) => Patience.UntilAsync(
        () =>
        {
            // Not during a request that will be answered: on a busy machine it takes any time.
            if (!_time.HasRequestTimer || Volatile.Read(ref _hanging) > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            return Task.FromResult(condition());
        },
        what);

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _fetches);
        if (_isSilent)
        {
            Interlocked.Increment(ref _hanging);
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _hanging);
            return;
        }

        var issuer = _server.Address.ToString().TrimEnd('/');
        await http.Response.WriteAsync(http.Request.Path == "/jwks"
            ? PretendIssuer.KeySet(_published)
            : $$"""{"issuer":"{{issuer}}","jwks_uri":"{{issuer}}/jwks"}""");
    }

    /// <summary>
    /// Timers cannot be created while <see cref="Failure"/> is set: a fetch has one for its time limit. A jump of the clock leaves timestamps
    /// and timers as they are; those of <see cref="FakeTimeProvider"/> would jump along.
    /// </summary>
    private sealed class FaultyTimers : FakeTimeProvider
    {
        private TimeSpan _jumped;

        private int _requests;

        public Exception? Failure { get; set; }

        /// <summary>Whether the time limit of a request to an issuer is running.</summary>
        public bool HasRequestTimer => Volatile.Read(ref _requests) > 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Failure is { } failure)
            {
                throw failure;
            }

            var timer = base.CreateTimer(callback, state, dueTime, period);
            return dueTime == IssuerKeyFetcher.RequestTimeout ? new RequestTimer(this, timer) : timer;
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _jumped;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;

        public void Jump(TimeSpan by) => _jumped += by;

        private sealed class RequestTimer : ITimer
        {
            private readonly FaultyTimers _time;
            private readonly ITimer _timer;
            private int _isDisposed;

            public RequestTimer(FaultyTimers time, ITimer timer)
            {
                (_time, _timer) = (time, timer);
                Interlocked.Increment(ref _time._requests);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                {
                    Interlocked.Decrement(ref _time._requests);
                }

                _timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }

    private sealed class ScriptedConfiguration : IValueSource<AuthenticationConfiguration>
    {
        public Exception? Failure { get; set; }

        public AuthenticationConfiguration Value { get; set; } = AuthenticationConfiguration.None;

        public AuthenticationConfiguration Current => Failure is { } failure ? throw failure : Value;
    }
}
