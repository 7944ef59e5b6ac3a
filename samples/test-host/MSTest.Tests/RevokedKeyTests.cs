using Signet.TestHost;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace MSTest.Tests;

/// <summary>MSTest: a server for each test, in parallel.</summary>
[TestClass]
public sealed class RevokedKeyTests
{
    private SignetTestServer _signet = null!;

    [TestInitialize]
    public async Task StartAsync() => _signet = await SignetTestServer.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await _signet.DisposeAsync();

    [TestMethod]
    public async Task Token_OfRevokedKey_IsRefused()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var old = await _signet.IssueAsync(account, audience: "vault");

        await _signet.RevokeKeyAsync(old.KeyId);
        var fresh = await _signet.IssueAsync(account, audience: "vault");

        Assert.IsFalse((await _signet.ReviewAsync(old.Value, audience: "vault")).IsAuthenticated);
        Assert.IsTrue((await _signet.ReviewAsync(fresh.Value, audience: "vault")).IsAuthenticated);
    }

    [TestMethod]
    public async Task Token_AfterItsLifetime_IsRefused()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var token = await _signet.IssueAsync(account, audience: "vault", lifetime: TimeSpan.FromMinutes(10));

        _signet.Time.Advance(TimeSpan.FromMinutes(12));

        Assert.IsFalse((await _signet.ReviewAsync(token.Value, audience: "vault")).IsAuthenticated);
    }
}
