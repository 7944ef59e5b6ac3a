using Microsoft.Extensions.Time.Testing;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Hosting.Issuers;

/// <summary>The current issuer of a start, the accepted former issuers, and the file of earlier versions.</summary>
public sealed class IssuerSettingTests : IAsyncDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";

    private const string File = """
        {
          "issuers": [
            { "issuer": "https://b.example.test", "longestLifetimeSeconds": 86400 },
            { "issuer": "https://a.example.test", "longestLifetimeSeconds": 31536000, "acceptedUntil": "2027-11-01T00:00:00Z" }
          ]
        }
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("data/issuers.json");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_AddressChanges_IssuerStays()
    {
        Assert.Equal(["https://127.0.0.1:6443"], Names(await OpenAtAsync("127.0.0.1:6443")));
        var moved = await OpenAtAsync("10.0.0.1:8443");
        Assert.Equal(["https://127.0.0.1:6443"], Names(moved));
        Assert.Equal("https://10.0.0.1:8443", moved.Opened.Default);
    }

    [Fact]
    public async Task Open_IssuerChanged_FormerIsAcceptedUntilItsLastTokenHasExpired()
    {
        await OpenAsync(A);
        var changed = await OpenAsync(B);
        Assert.Equal([B, A], Names(changed));
        Assert.Equal(A, changed.Opened.Replaced!.Issuer);

        // Tokens of pods may have a lifetime of one year, and the verifier has a leeway of one minute.
        var until = changed.Opened.Replaced.AcceptedUntil;
        Assert.InRange(until, Now.AddDays(365).AddSeconds(61), Now.AddDays(365).AddSeconds(61) + IssuerPromise.Lead);
        _time.SetUtcNow(until.AddSeconds(-1));
        var same = await OpenAsync(B);
        Assert.Null(same.Opened.Replaced);
        Assert.Equal([B, A], Names(same));
        _time.SetUtcNow(until);
        var later = await OpenAsync(B);
        Assert.Equal([B], Names(later));
        Assert.Equal(A, Assert.Single(later.Opened.Dropped).Issuer);
        Assert.Empty((await OpenAsync(B)).Opened.Dropped);
    }

    [Theory]
    [InlineData(24, false, 24L * 3600)]
    [InlineData(24, true, 365L * 24 * 3600)]
    [InlineData(0, false, 1L << 32)]
    public async Task Open_Settings_DetermineTheMaxLifetime(int hours, bool extends, long seconds)
    {
        await OpenAsync(OptionsOf(hours == 0 ? null : TimeSpan.FromHours(hours), extends, A));

        Assert.Equal(Now.AddSeconds(seconds + 61) + IssuerPromise.Lead, (await OpenAsync(B)).Opened.Replaced!.AcceptedUntil);
    }

    [Fact]
    public async Task Open_LifetimeLoweredBeforeTheChange_PromiseStays()
    {
        await OpenAsync(A);
        await OpenAsync(OptionsOf(TimeSpan.FromHours(1), false, A));

        Assert.Equal(Now.AddDays(365).AddSeconds(61) + IssuerPromise.Lead, (await OpenAsync(B)).Opened.Replaced!.AcceptedUntil);
    }

    [Fact]
    public async Task Open_SettingRemoved_LastIssuerStays()
    {
        await OpenAsync(A);
        await OpenAsync(B);

        Assert.Equal([B, A], Names(await OpenAtAsync("127.0.0.1:6443")));
    }

    [Fact]
    public async Task Open_BackToAFormerIssuer_OtherBecomesFormer()
    {
        await OpenAsync(A);
        await OpenAsync(B);

        Assert.Equal([A, B], Names(await OpenAsync(A)));
    }

    [Fact]
    public async Task Open_SeveralIssuers_FirstIsCurrentAndFormerAreListedOnce()
    {
        await OpenAsync(A);
        var both = await OpenAsync(B, A);
        Assert.Equal([B, A], Names(both));
        Assert.Empty(both.Opened.Former);

        // It issued tokens here: removing it from the settings does not invalidate them.
        Assert.Equal([B, A], Names(await OpenAsync(B)));
    }

    [Fact]
    public async Task Open_RefusedIssuer_StaysRefusedAndCannotIssue()
    {
        await OpenAsync(A);
        var parts = await OpenAsync(B);
        var operations = new IssuerOperator(parts.Store, parts.Accepted, _time);
        Assert.True((await operations.RunAsync(new(IssuerAction.Refuse) { Issuer = A, IsConfirmed = true }, Cancellation)).IsSuccess);

        Assert.Equal([B], Names(await OpenAsync(B)));
        Assert.Equal(A, Assert.Single((await OpenAsync(B, A)).Opened.Refused).Issuer);
        var refused = await Assert.ThrowsAsync<StartupException>(() => OpenAsync(A));
        Assert.Contains($"--service-account-issuer: {A} was refused at 2026-11-29T12:00:00Z", refused.Message, StringComparison.Ordinal);
        Assert.Equal([B], Names(await OpenAsync()));
    }

    [Fact]
    public async Task Open_FileOfAnEarlierVersion_IsTakenOverOnce()
    {
        Write(File);

        var parts = await OpenAsync();

        Assert.Equal([B, A], Names(parts));
        Assert.Equal(FilePath, parts.Opened.TakenOverFile);
        Assert.False(System.IO.File.Exists(FilePath));
        Assert.Equal(new DateTimeOffset(2027, 11, 1, 0, 0, 0, TimeSpan.Zero), parts.Accepted.Current.History.Find(A)!.AcceptedUntil);
        var next = await OpenAsync();
        Assert.Null(next.Opened.TakenOverFile);
        Assert.Equal([B, A], Names(next));
    }

    [Fact]
    public async Task Open_FileAndAnotherIssuer_CurrentOneOfTheFileIsFormer()
    {
        Write(File);

        var parts = await OpenAsync("https://c.example.test");

        Assert.Equal(["https://c.example.test", B, A], Names(parts));
        Assert.Equal(Now.AddDays(1).AddSeconds(61), parts.Opened.Replaced!.AcceptedUntil);
    }

    /// <summary>The commit was made, but not answered: the file stays, and the next start takes it over again.</summary>
    [Fact]
    public async Task Open_AnswerLostWhileTheFileIsTakenOver_NextStartGoesOn()
    {
        Write(File);
        _store.Fate = _ => CommitFate.AnswerLost;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync());
        Assert.True(System.IO.File.Exists(FilePath));
        _store.Fate = null;

        Assert.Equal([B, A], Names(await OpenAsync()));
        Assert.False(System.IO.File.Exists(FilePath));
    }

    /// <summary>A store of a backup that is older than the file: the issuers of both are accepted.</summary>
    [Fact]
    public async Task Open_StoreAndFileHaveDifferentIssuers_NoneIsLost()
    {
        await OpenAsync("https://older.example.test");
        Write(File);

        Assert.Equal(["https://older.example.test", B, A], Names(await OpenAsync()));
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
    public async Task Open_InvalidFile_FailsTheStartAndChangesNothing(string text)
    {
        Write(text);

        Assert.Contains("issuers.json is not a list of issuers", (await Assert.ThrowsAsync<StartupException>(() => OpenAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(FilePath, Cancellation));
        Assert.Null(await _store.GetAsync(IssuerRecord.StorageKey, Cancellation));
    }

    [Fact]
    public async Task Open_DamagedRecord_FailsTheStartAndChangesNothing()
    {
        await _store.CommitAsync(new Commit([], [new StoreOperation.Put(IssuerRecord.StorageKey, "nothing"u8.ToArray())]), Cancellation);
        Write(File);

        Assert.Contains("/signet/issuers", (await Assert.ThrowsAsync<StartupException>(() => OpenAsync())).Message, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(FilePath));
    }

    private static IReadOnlyList<string> Names(IssuerParts parts) => parts.Accepted.Current.Names;

    private static ServerOptions OptionsOf(TimeSpan? lifetime, bool extends, params string[] issuers) =>
        new() { Tokens = new TokenOptions { Issuers = issuers, MaxLifetime = lifetime, ExtendExpiration = extends } };

    private void Write(string file)
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        directory.Write("issuers.json", file);
    }

    private Task<IssuerParts> OpenAsync(params string[] issuers) => OpenAsync(OptionsOf(TimeSpan.FromHours(24), true, issuers));

    private Task<IssuerParts> OpenAtAsync(string address) => OpenAsync(OptionsOf(TimeSpan.FromHours(24), true), address);

    private async Task<IssuerParts> OpenAsync(ServerOptions options, string? address = null)
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        return await new IssuerSetting(options, directory, _store, _time).OpenAsync(address ?? "127.0.0.1:1", MaxTokenLifetime.Of(options.Tokens), Cancellation);
    }
}
