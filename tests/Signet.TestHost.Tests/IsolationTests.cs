using System.Diagnostics;

namespace Signet.TestHost.Tests;

/// <summary>Fifty tests that each start a server.</summary>
public sealed class IsolationTests
{
    private static readonly Lock Names = new();
    private static readonly HashSet<string> Seen = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Tests { get; } = [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task StartAsync_ServerOfItsOwn_SharesNothing(int number)
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        signet.Time.Advance(TimeSpan.FromDays(number));

        // The same name each time: with a shared store it would be the account of another test.
        var account = await signet.CreateAccountAsync("builder");
        var token = await signet.IssueAsync(account, audience: "orders", cancellationToken: Cancellation);

        Assert.True((await signet.ReviewAsync(token.Value, "orders", Cancellation)).IsAuthenticated);
        Assert.InRange(signet.Time.Ahead, TimeSpan.FromDays(number), TimeSpan.FromDays(number) + TimeSpan.FromMinutes(1));
        Assert.Empty(await signet.Requests.ReadAsync(Cancellation));
        lock (Names)
        {
            Assert.All([account.Uid, token.KeyId, signet.CertificateAuthority.Thumbprint], one => Assert.True(Seen.Add(one), one));
        }
    }

    [Fact]
    public async Task StartAsync_InParallel_EachAcceptsOnlyItsOwnTokens()
    {
        var watch = Stopwatch.StartNew();
        var servers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SignetTestServer.StartAsync(cancellationToken: Cancellation)));
        TestContext.Current.TestOutputHelper?.WriteLine($"50 servers in parallel: {watch.Elapsed.TotalSeconds:0.0} s");
        try
        {
            var token = await servers[0].IssueAsync(await servers[0].CreateAccountAsync("builder"), audience: "orders", cancellationToken: Cancellation);

            Assert.Equal(servers.Length, servers.Select(server => server.Address.Port).Distinct().Count());
            var accepting = await Task.WhenAll(servers.Select(async server => (await server.ReviewAsync(token.Value, "orders", Cancellation)).IsAuthenticated));
            Assert.Equal([0], accepting.Index().Where(found => found.Item).Select(found => found.Index));
        }
        finally
        {
            await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
        }
    }
}
