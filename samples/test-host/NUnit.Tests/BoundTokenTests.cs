using Signet.TestHost;

[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace NUnit.Tests;

/// <summary>NUnit: a server for each test, in parallel.</summary>
public sealed class BoundTokenTests
{
    private SignetTestServer _signet = null!;

    [SetUp]
    public async Task StartAsync() => _signet = await SignetTestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _signet.DisposeAsync();

    [Test]
    public async Task Token_OfDeletedSecret_IsRefused()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var secret = await _signet.CreateSecretAsync("build-42");
        var token = await _signet.IssueAsync(account, audience: "vault", boundTo: secret);
        Assert.That((await _signet.ReviewAsync(token.Value, audience: "vault")).IsAuthenticated, Is.True);

        await _signet.DeleteAsync(secret);

        Assert.That((await _signet.ReviewAsync(token.Value, audience: "vault")).IsAuthenticated, Is.False);
    }

    [TestCase("vault", true)]
    [TestCase("orders", false)]
    public async Task Token_Audience_DecidesWhoAcceptsIt(string audience, bool isAccepted)
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("builder"), audience: "vault");

        Assert.That((await _signet.ReviewAsync(token.Value, audience)).IsAuthenticated, Is.EqualTo(isAccepted));
    }
}
