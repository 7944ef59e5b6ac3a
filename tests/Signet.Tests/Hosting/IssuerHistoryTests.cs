using System.Net;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>The current issuer, the accepted former issuers, and how long they are accepted.</summary>
public sealed class IssuerHistoryTests : IDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AddressChanges_IssuerStays()
    {
        Assert.Equal(["https://127.0.0.1:6443"], Open(address: "127.0.0.1:6443").Accepted);
        Assert.Equal(["https://127.0.0.1:6443"], Open(address: "10.0.0.1:8443").Accepted);
    }

    [Fact]
    public void Open_IssuerChanged_FormerIsAcceptedUntilItsLastTokenHasExpired()
    {
        Open(Options(A));
        var changed = Open(Options(B));
        Assert.Equal([B, A], changed.Accepted);
        Assert.Equal([B], changed.Configured);

        // Tokens of pods may have a lifetime of one year, and the verifier has a leeway of one minute.
        var until = Now.AddDays(365).AddMinutes(1);
        Assert.Equal(until, changed.Replaced!.AcceptedUntil);
        Assert.Null(Open(Options(B), until.AddSeconds(-1)).Replaced);
        Assert.Equal([B, A], Open(Options(B), until.AddSeconds(-1)).Accepted);
        var later = Open(Options(B), until);
        Assert.Equal([B], later.Accepted);
        Assert.Equal(A, Assert.Single(later.Dropped).Issuer);
        Assert.Empty(Open(Options(B), until).Dropped);
    }

    [Theory]
    [InlineData(24, false, 24L * 3600)]
    [InlineData(24, true, 365L * 24 * 3600)]
    [InlineData(0, false, 1L << 32)]
    public void Open_Settings_DetermineTheMaxLifetime(int hours, bool extends, long seconds)
    {
        var options = OptionsOf(hours == 0 ? null : TimeSpan.FromHours(hours), extends, A);
        Open(options);

        Assert.Equal(Now.AddSeconds(seconds + 60), Open(Options(B)).Replaced!.AcceptedUntil);
    }

    [Fact]
    public void Open_LifetimeLoweredBeforeTheChange_HigherOneApplies()
    {
        Open(Options(A));
        Open(OptionsOf(TimeSpan.FromHours(1), false, A));

        Assert.Equal(Now.AddDays(365).AddMinutes(1), Open(Options(B)).Replaced!.AcceptedUntil);
    }

    [Fact]
    public void Open_SettingRemoved_LastIssuerStays()
    {
        Open(Options(A));
        Open(Options(B));

        Assert.Equal([B, A], Open(address: "127.0.0.1:6443").Accepted);
    }

    [Fact]
    public void Open_BackToAFormerIssuer_OtherBecomesFormer()
    {
        Open(Options(A));
        Open(Options(B));

        Assert.Equal([A, B], Open(Options(A)).Accepted);
    }

    [Fact]
    public void Open_SeveralIssuers_FirstIsCurrentAndFormerAreListedOnce()
    {
        Open(Options(A));
        var both = Open(Options(B, A));
        Assert.Equal([B, A], both.Accepted);
        Assert.Empty(both.Former);

        // It issued tokens here: removing it from the settings does not invalidate them.
        Assert.Equal([B, A], Open(Options(B)).Accepted);
    }

    [Fact]
    public void Open_EntryRemoved_IsRefused()
    {
        Open(Options(A));
        Open(Options(B));
        var file = _folder.File("data/issuers.json");
        var text = File.ReadAllText(file);
        var from = text.IndexOf(",\n    {\n      \"issuer\": \"https://a", StringComparison.Ordinal);
        File.WriteAllText(file, string.Concat(text.AsSpan(0, from), "\n  ]\n}\n"));

        Assert.Equal([B], Open(Options(B)).Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"issuers\":[]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"\",\"longestLifetimeSeconds\":1}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\"}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"longestLifetimeSeconds\":99999999999}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"longestLifetimeSeconds\":1,\"acceptedUntil\":\"2026-11-29T12:00:00Z\"}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"longestLifetimeSeconds\":1},{\"issuer\":\"b\",\"longestLifetimeSeconds\":1}]}")]
    public void Open_InvalidFile_FailsTheStartAndNamesIt(string text)
    {
        using (var directory = DataDirectory.Open(_folder.File("data")))
        {
            directory.Write("issuers.json", text);
        }

        Assert.Contains("issuers.json is not a list of issuers", Assert.Throws<StartupException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_AnotherPort_AcceptsOldTokensAndLogsIt()
    {
        string token, issuer;
        await using (var first = await ServeAsync())
        {
            issuer = first.Address.ToString().TrimEnd('/');
            token = await IssueAsync(first);
            await first.TerminateAsync();
        }

        await using var second = await ServeAsync("--bind-address", "127.0.0.2");

        Assert.NotEqual(issuer, second.Address.ToString().TrimEnd('/'));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(second, token));
        Assert.Contains($"\"issuer\":\"{issuer}\"", await DiscoveryAsync(second), StringComparison.Ordinal);
        await second.UntilSaysAsync($"Without --service-account-issuer the issuer is still {issuer}");
    }

    [Fact]
    public async Task Serve_AnotherIssuer_AcceptsOldTokensAndIssuesForTheNewOne()
    {
        string token;
        await using (var first = await ServeAsync("--service-account-issuer", A))
        {
            token = await IssueAsync(first);
            await first.TerminateAsync();
        }

        await using var second = await ServeAsync("--service-account-issuer", B);

        await second.UntilSaysAsync($"The issuer has changed from {A} to {B}");
        Assert.Equal(HttpStatusCode.OK, await UseAsync(second, token));
        using var admin = new ApiClient(second.CreateClient(asAdministrator: true));
        var review = await admin.ReviewAsync(token);
        Assert.True((bool?)review["authenticated"], review.ToJsonString());
        Assert.Equal($"[\"{A}\"]", review["audiences"]!.ToJsonString());
        Assert.Contains($"\"issuer\":\"{B}\"", await DiscoveryAsync(second), StringComparison.Ordinal);
        var issued = Tokens.TokenBench.Decode((await IssueAsync(second)).Split('.')[1]);
        Assert.StartsWith($"{{\"aud\":[\"{B}\"],", issued, StringComparison.Ordinal);
        Assert.Contains($"\"iss\":\"{B}\"", issued, StringComparison.Ordinal);
    }

    private static ServerOptions Options(params string[] issuers) => OptionsOf(TimeSpan.FromHours(24), true, issuers);

    private static ServerOptions OptionsOf(TimeSpan? lifetime, bool extends, params string[] issuers) =>
        new() { Tokens = new TokenOptions { Issuers = issuers, MaxLifetime = lifetime, ExtendExpiration = extends } };

    private IssuerHistory Open(ServerOptions? options = null, DateTimeOffset? now = null, string address = "127.0.0.1:1")
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        options ??= Options();
        var longest = TimeSpan.FromSeconds(TokenIssuerOptions.MaxLifetimeSeconds(options.Tokens.MaxLifetime, options.Tokens.ExtendExpiration));
        return IssuerHistory.Open(options, directory, address, longest, now ?? Now);
    }

    private Task<SignetProcess> ServeAsync(params string[] flags) => SignetProcess.ServeAsync(_folder.File("data"), ["--signing-algorithm", "ES256", .. flags]);

    private static async Task<string> IssueAsync(SignetProcess server)
    {
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return await admin.IssueAsync("default");
    }

    private static async Task<HttpStatusCode> UseAsync(SignetProcess server, string token)
    {
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (await client.GetAsync("/version")).StatusCode;
    }

    private static async Task<string> DiscoveryAsync(SignetProcess server)
    {
        using var admin = server.CreateClient(asAdministrator: true);
        return await admin.GetStringAsync("/.well-known/openid-configuration");
    }
}
