using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Testing;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>The issuers follow the configuration; keys are kept while their source is the same.</summary>
public sealed class JwtIssuerSetTests : IDisposable
{
    private const string One = "https://one.example.test";
    private const string Two = "https://two.example.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 5, 0, 0, TimeSpan.Zero);
    private readonly PretendIssuer _key = PretendIssuer.Create("k1", "ES256");
    private readonly PretendIssuer _other = PretendIssuer.Create("k2", "ES256");
    private readonly ChangingConfiguration _configuration = new();
    private readonly JwtIssuerSet _issuers;
    private readonly JwtIssuers _tokens;

    public JwtIssuerSetTests()
    {
        _issuers = new JwtIssuerSet(_configuration, new FakeTimeProvider(Now), NullLogger<IssuerKeys>.Instance);
        _tokens = new JwtIssuers(_issuers, new FixedValue<IReadOnlyList<string>>(["own"]));
    }

    public void Dispose()
    {
        _issuers.Dispose();
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Current_IssuerAdded_ItsTokensAuthenticate()
    {
        Assert.IsType<TokenAuthentication.Unknown>(await AuthenticateAsync(_key, One));

        _configuration.Set(Options(One, _key));
        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key, One));
        _configuration.Set(Options(One, _key), Options(Two, _other));

        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key, One));
        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_other, Two));
    }

    [Fact]
    public async Task Current_IssuerRemoved_CachedTokensAreInvalid()
    {
        _configuration.Set(Options(One, _key), Options(Two, _other));
        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key, One));

        _configuration.Set(Options(Two, _other));

        Assert.IsType<TokenAuthentication.Unknown>(await AuthenticateAsync(_key, One));
    }

    [Fact]
    public async Task Current_RulesOfAnIssuerChanged_ApplyToCachedTokens()
    {
        _configuration.Set(Options(One, _key));
        Assert.Equal("a:x", Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key, One)).User.Name);

        _configuration.Set(Options(One, _key) with { Username = new PrefixedClaim("sub", "b:") });
        Assert.Equal("b:x", Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key, One)).User.Name);

        _configuration.Set(Options(One, _key) with { RequiredClaims = [new RequiredClaim("hd", "example")] });
        Assert.IsType<TokenAuthentication.Rejected>(await AuthenticateAsync(_key, One));
    }

    [Fact]
    public async Task Current_SameKeySource_KeepsKeysAndAnotherSourceStartsWithoutKeys()
    {
        _configuration.Set(Options(One, _key));
        await AuthenticateAsync(_key, One);
        var before = Assert.Single(_issuers.Current.All).Keys;

        _configuration.Set(Options(One, _key) with { Audiences = ["b"] });
        Assert.Same(before, Assert.Single(_issuers.Current.All).Keys);

        _configuration.Set(Options(One, _other));
        var after = Assert.Single(_issuers.Current.All).Keys;
        Assert.NotSame(before, after);
        Assert.Equal("k1", Assert.Single(before.Current.Keys).KeyId);

        // Requests that still use the old keys are not disturbed, and do not fetch again.
        await before.FetchAsync(TestContext.Current.CancellationToken);
        Assert.IsType<TokenAuthentication.Rejected>(await AuthenticateAsync(_key, One));
        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_other, One));
    }

    [Fact]
    public async Task Keys_IssuersOrKeysChanged_IsANewInstance()
    {
        var none = _issuers.Keys;
        Assert.Same(none, _issuers.Keys);
        _configuration.Set(Options(One, _key));
        var unknown = _issuers.Keys;
        Assert.NotSame(none, unknown);

        await AuthenticateAsync(_key, One);
        var known = _issuers.Keys;

        Assert.NotSame(unknown, known);
        Assert.Same(known, _issuers.Keys);
    }

    /// <summary>A fetch in progress ends when its issuer is removed; the waiting request completes.</summary>
    [Fact]
    public async Task Current_IssuerRemovedDuringAFetch_CompletesTheFetch()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await HttpsServer.StartAsync(async http =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        _configuration.Set(Options(One, _key) with
        {
            Keys = new IssuerKeySource.Discovery(new Uri(server.Address, "/d"), PemCertificates.Read(server.AuthorityPem)),
        });
        var waiting = AuthenticateAsync(_key, One);
        await asked.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        _configuration.Set();
        Assert.Empty(_issuers.Current.All);

        Assert.IsType<TokenAuthentication.Rejected>(await waiting.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
    }

    private static JwtIssuerOptions Options(string url, PretendIssuer key) => new()
    {
        Url = url,
        Keys = new IssuerKeySource.Inline(Encoding.UTF8.GetBytes(PretendIssuer.KeySet(key))),
        Audiences = ["a"],
        Username = new PrefixedClaim("sub", "a:"),
    };

    private Task<TokenAuthentication> AuthenticateAsync(PretendIssuer key, string issuer) => _tokens.AuthenticateAsync(
        key.Sign($$"""{"iss":"{{issuer}}","aud":"a","sub":"x","exp":4000000000}"""), ["own"], Now, TestContext.Current.CancellationToken).AsTask();

    private sealed class ChangingConfiguration : IValueSource<AuthenticationConfiguration>
    {
        public AuthenticationConfiguration Current { get; private set; } = AuthenticationConfiguration.None;

        public void Set(params JwtIssuerOptions[] issuers) => Current = new AuthenticationConfiguration(issuers, null);
    }
}
