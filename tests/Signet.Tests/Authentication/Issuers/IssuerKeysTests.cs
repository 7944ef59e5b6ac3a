using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Authentication.Issuers;
using Signet.Testing;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>Fetches keys over HTTPS, at limited rates.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly PretendIssuer _first = PretendIssuer.Create("k1", "ES256");
    private readonly PretendIssuer _second = PretendIssuer.Create("k2", "RS256");
    private HttpsServer _server = null!;
    private Func<string, string?> _answers = _ => null;
    private TaskCompletionSource? _gate;
    private int _fetches;

    public async ValueTask InitializeAsync()
    {
        _server = await HttpsServer.StartAsync(AnswerAsync);
        _answers = path => path == "/jwks" ? PretendIssuer.KeySet(_first) : Document(Issuer, "/jwks");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Refresh_CalledOften_FetchesOncePerInterval()
    {
        using var keys = Create();
        for (var i = 0; i < 20; i++)
        {
            await keys.RefreshAsync(default);
        }

        Assert.Equal(1, _fetches);
        _time.Advance(IssuerKeys.MinRefreshInterval);
        await keys.RefreshAsync(default);
        Assert.Equal(2, _fetches);
    }

    [Fact]
    public async Task Refresh_AfterAFailedFetch_FetchesAgainAfterASecond()
    {
        var works = _answers;
        _answers = _ => null;
        using var keys = Create();
        await keys.FetchAsync(default);
        await keys.RefreshAsync(default);
        Assert.Equal(1, _fetches);
        _answers = works;

        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        await keys.RefreshAsync(default);
        Assert.Empty(keys.Current.Keys);
        _time.Advance(TimeSpan.FromTicks(1));
        await keys.RefreshAsync(default);

        Assert.Equal("k1", Assert.Single(keys.Current.Keys).KeyId);

        // After a success only the longer interval applies.
        _time.Advance(TimeSpan.FromSeconds(1));
        await keys.RefreshAsync(default);
        Assert.Equal(2, _fetches);
    }

    [Fact]
    public async Task Fetch_UnusableKey_IsLoggedOnce()
    {
        var unused = _second.PublicKey(withAlgorithm: true);
        unused["use"] = "enc";
        _answers = path => path == "/jwks" ? $$"""{"keys":[{{_first.PublicKey(withAlgorithm: true).ToJsonString()}},{{unused.ToJsonString()}}]}""" : Document(Issuer, "/jwks");
        var log = new CollectedLog();
        using var keys = Create(logger: log);

        await keys.FetchAsync(default);
        await keys.FetchAsync(default);

        Assert.Equal("k1", Assert.Single(keys.Current.Keys).KeyId);
        Assert.Equal($"The key k2 of the issuer {Issuer} is not used: its use is not sig", Assert.Single(log.Entries, entry => entry.Id == 2140).Message);
    }

    [Fact]
    public async Task Refresh_Concurrent_ShareOneFetchAndOneCallerCanCancel()
    {
        using var keys = Create();
        using var leaving = new CancellationTokenSource();
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, 50).Select(_ => keys.RefreshAsync(default)).ToArray();
        var left = keys.RefreshAsync(leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        _gate.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal(1, _fetches);
        Assert.Equal("k1", Assert.Single(keys.Current.Keys).KeyId);
    }

    [Fact]
    public async Task Fetch_EqualKeys_KeepsTheSnapshotAndNewKeysReplaceIt()
    {
        using var keys = Create();
        await keys.FetchAsync(default);
        var before = keys.Current;
        await keys.FetchAsync(default);
        Assert.Same(before, keys.Current);

        _answers = path => path == "/jwks" ? PretendIssuer.KeySet(_first, _second) : Document(Issuer, "/jwks");
        await keys.FetchAsync(default);
        Assert.Equal(["k1", "k2"], keys.Current.Keys.Select(key => key.KeyId));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":7}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"},{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}")]
    [InlineData(null)]
    public async Task Fetch_NoUsableKey_KeepsTheKeys(string? keySet)
    {
        using var keys = Create();
        await keys.FetchAsync(default);
        _answers = path => path == "/jwks" ? keySet : Document(Issuer, "/jwks");

        await keys.FetchAsync(default);

        Assert.Equal("k1", Assert.Single(keys.Current.Keys).KeyId);
    }

    [Theory]
    [InlineData("https://another.example.test", "/jwks")]
    [InlineData(null, "http://127.0.0.1/jwks")]
    [InlineData(null, "")]
    public async Task Fetch_DocumentOfAnotherIssuerOrInsecureKeys_IsRefused(string? issuer, string keys)
    {
        _answers = path => path == "/jwks" ? PretendIssuer.KeySet(_first) : Document(issuer ?? Issuer, keys);
        using var created = Create();

        await created.FetchAsync(default);

        Assert.Empty(created.Current.Keys);
    }

    [Fact]
    public async Task Fetch_IssuerDoesNotRespond_TimesOut()
    {
        using var keys = Create();
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fetching = keys.FetchAsync(default);
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref _fetches) == 1), "the issuer is asked");

        _time.Advance(TimeSpan.FromSeconds(10));
        await fetching.WaitAsync(Patience.Limit);
        _gate.SetResult();

        Assert.Empty(keys.Current.Keys);
    }

    [Fact]
    public async Task Fetch_ServerCertificateOfAnotherCa_IsRefused()
    {
        await using var other = await HttpsServer.StartAsync(_ => Task.CompletedTask);
        using var keys = Create(other.AuthorityPem);

        await keys.FetchAsync(default);

        Assert.Empty(keys.Current.Keys);
        Assert.Equal(0, _fetches);
    }

    private string Issuer => _server.Address.ToString().TrimEnd('/');

    private string Document(string issuer, string keys) =>
        $$"""{"issuer":"{{issuer}}","jwks_uri":"{{(keys.StartsWith('/') ? Issuer + keys : keys)}}"}""";

    private IssuerKeys Create(string? authority = null, ILogger? logger = null)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(authority ?? _server.AuthorityPem);
        return new IssuerKeys(
            new JwtIssuerOptions
            {
                Url = Issuer,
                Keys = new IssuerKeySource.Discovery(new Uri(Issuer + "/.well-known/openid-configuration"), authorities),
                Audiences = ["a"],
                Username = new PrefixedClaim("sub", ""),
            },
            _time,
            logger ?? NullLogger.Instance);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/.well-known/openid-configuration")
        {
            Interlocked.Increment(ref _fetches);
            await (_gate?.Task ?? Task.CompletedTask);
        }

        if (_answers(http.Request.Path) is { } answer)
        {
            await http.Response.WriteAsync(answer);
        }
        else
        {
            http.Response.StatusCode = 500;
        }
    }
}
