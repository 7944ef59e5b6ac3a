using System.Text;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Signing;
using Signet.Core.Storage;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting.Services;
using Signet.Testing;
using Signet.Tests.Resources;

namespace Signet.Tests.Tokens;

/// <summary>Issuing and verifying with a cache that lags behind a store with other writers.</summary>
public sealed class StaleIdentityTests : IAsyncLifetime
{
    private static readonly ObjectKey Account = new("ns", "builder");
    private LaggingReplica _replica = null!;
    private TokenIssuer _issuer = null!;
    private TokenVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _replica = await LaggingReplica.StartAsync();
        var objects = new CachedIdentityObjects(_replica.View);
        var signer = TokenBench.NewSigner(JwtAlgorithm.ES256);
        var keys = TestKeyRing.Of(signer);
        var options = new TokenIssuerOptions { ApiAudiences = [TokenBench.Issuer] };
        _issuer = new TokenIssuer(options, AcceptedIssuers.Of(TokenBench.Issuer), objects, keys, new SystemUidSource());
        _verifier = new TokenVerifier(new TokenVerifierOptions(), AcceptedIssuers.Of(TokenBench.Issuer), keys, objects);
    }

    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    [Fact]
    public async Task Issue_AccountCreatedElsewhere_IsIssued()
    {
        await _replica.View.ConfirmAsync(default);
        _replica.Store.HoldWatch();
        await _replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "builder", "uid");

        var issuing = IssueAsync();
        Assert.False(issuing.IsCompleted);
        _replica.Store.ReleaseWatch();

        Assert.Equal("uid", (await issuing.WaitAsync(Patience.Limit)).Value.Account.Uid);
    }

    [Fact]
    public async Task Issue_BoundPodRecreatedElsewhere_IsBoundToTheNewOne()
    {
        await PutAccountAsync();
        await _replica.PutAsync(KubernetesKinds.Pods, "p", "old", ",\"spec\":{\"serviceAccountName\":\"builder\"}");
        await _replica.View.ConfirmAsync(default);
        _replica.Store.HoldWatch();
        await _replica.PutElsewhereAsync(KubernetesKinds.Pods, "p", "new", ",\"spec\":{\"serviceAccountName\":\"builder\"}");

        var issuing = IssueAsync(new BoundObjectReference("Pod", "v1", "p", "new"));
        Assert.False(issuing.IsCompleted);
        _replica.Store.ReleaseWatch();

        Assert.True((await issuing.WaitAsync(Patience.Limit)).IsSuccess);
        Assert.Equal(409, (await IssueAsync(new BoundObjectReference("Pod", "v1", "p", "old"))).Error?.Code);
    }

    [Theory]
    [InlineData("serviceaccounts")]
    [InlineData("pods")]
    public async Task Issue_DeletedElsewhere_IssuedOnlyWithinTheWindow(string plural)
    {
        await PutAccountAsync();
        await _replica.PutAsync(KubernetesKinds.Pods, "p", "uid", ",\"spec\":{\"serviceAccountName\":\"builder\"}");
        await _replica.View.ConfirmAsync(default);
        _replica.Store.HoldWatch();
        await _replica.DeleteElsewhereAsync(
            ServedKinds.Registry.All.Single(kind => kind.Kind.Group.Length == 0 && kind.Plural == plural), plural == "pods" ? "p" : "builder");
        var bound = new BoundObjectReference("Pod", "v1", "p", "uid");

        _replica.Time.Advance(IssuingWindow.Length);
        Assert.True((await IssueAsync(bound).WaitAsync(Patience.Limit)).IsSuccess);
        _replica.Time.Advance(TimeSpan.FromTicks(1));
        var late = IssueAsync(bound);
        Assert.False(late.IsCompleted);
        _replica.Store.ReleaseWatch();

        Assert.Equal(404, (await late.WaitAsync(Patience.Limit)).Error?.Code);
    }

    [Fact]
    public async Task Issue_StoreAwayForLongerThanTheWindow_Fails()
    {
        await PutAccountAsync();
        await _replica.View.ConfirmAsync(default);
        _replica.Store.IsUnavailable = true;

        Assert.True((await IssueAsync()).IsSuccess);
        _replica.Time.Advance(IssuingWindow.Length + TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => IssueAsync());
    }

    [Fact]
    public async Task Issue_NotFoundAndStoreUnavailable_FailsInsteadOfA404()
    {
        await _replica.View.ConfirmAsync(default);
        _replica.Store.IsUnavailable = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => IssueAsync());

        _replica.Store.IsUnavailable = false;
        Assert.Equal(404, (await IssueAsync()).Error?.Code);
    }

    [Fact]
    public async Task Verify_AccountRecreatedElsewhere_RefusalIsConfirmed()
    {
        await PutAccountAsync("new");
        var token = (await IssueAsync()).Value.Token;
        await PutAccountAsync("old");
        await _replica.View.ConfirmAsync(default);
        _replica.Store.HoldWatch();
        await _replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "builder", "new");

        var verifying = VerifyAsync(token);
        Assert.False(verifying.IsCompleted);
        _replica.Store.ReleaseWatch();

        Assert.IsType<TokenVerdict.Valid>(await verifying.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Verify_AccountDeletedElsewhere_AcceptedOnlyWithinTheBound()
    {
        await PutAccountAsync();
        var token = (await IssueAsync()).Value.Token;
        await _replica.View.ConfirmAsync(default);
        _replica.Store.HoldWatch();
        await _replica.DeleteElsewhereAsync(KubernetesKinds.ServiceAccounts, "builder");

        Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(token));
        _replica.Time.Advance(TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(1));
        var late = VerifyAsync(token);
        Assert.False(late.IsCompleted);
        _replica.Store.ReleaseWatch();

        Assert.Contains("not found", Assert.IsType<TokenVerdict.Rejected>(await late.WaitAsync(Patience.Limit)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WatchStalledBeyondTheBound_FailsClosed()
    {
        await PutAccountAsync();
        var token = (await IssueAsync()).Value.Token;
        _replica.Store.HoldWatch();
        await _replica.DeleteElsewhereAsync(KubernetesKinds.ServiceAccounts, "builder");
        _replica.Time.Advance(TimeSpan.FromSeconds(2));

        var verifying = VerifyAsync(token);
        await _replica.RunClockAsync(verifying, TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => verifying);
    }

    [Fact]
    public async Task Verify_IdleWatchBeyondTheBound_AsksTheStoreOnceForAll()
    {
        await PutAccountAsync();
        var token = (await IssueAsync()).Value.Token;
        _replica.Time.Advance(TimeSpan.FromSeconds(2));
        var before = _replica.Store.RevisionReads;
        _replica.Store.BlockRevision();

        var reviews = Enumerable.Range(0, 50).Select(_ => VerifyAsync(token)).ToList();
        _replica.Store.ReleaseRevision();

        Assert.All(await Task.WhenAll(reviews).WaitAsync(Patience.Limit), verdict => Assert.IsType<TokenVerdict.Valid>(verdict));
        Assert.InRange(_replica.Store.RevisionReads - before, 1, 2);
    }

    [Theory]
    [InlineData("serviceaccounts")]
    [InlineData("pods")]
    public async Task IssueAndVerify_UnreadableObject_FailsWithoutNotFound(string broken)
    {
        await PutAccountAsync();
        await _replica.PutAsync(KubernetesKinds.Pods, "p", "uid", ",\"spec\":{\"serviceAccountName\":\"builder\"}");
        var reference = new BoundObjectReference("Pod", "v1", "p", "");
        var token = (await IssueAsync(reference)).Value.Token;
        var resource = ServedKinds.Registry.All.First(one => one.Kind.Group.Length == 0 && one.Plural == broken);
        await BreakAsync(resource, broken == "pods" ? "p" : "builder");

        var issued = await IssueAsync(reference);

        Assert.Equal((500, StatusReasons.InternalError), (issued.Error!.Code, issued.Error.Reason));
        Assert.Contains("unable to read", issued.Error.Message, StringComparison.Ordinal);
        var reason = Assert.IsType<TokenVerdict.Rejected>(await VerifyAsync(token)).Reason;
        Assert.DoesNotContain("not found", reason, StringComparison.Ordinal);
    }

    private Task<Revision> PutAccountAsync(string uid = "uid") => _replica.PutAsync(KubernetesKinds.ServiceAccounts, "builder", uid);

    private Task<Revision> BreakAsync(ResourceDefinition resource, string name) => _replica.Running.CommitAsync(
        new StoreOperation.Put(resource.StorageKey(new ObjectKey("ns", name)), Encoding.UTF8.GetBytes("{\"kind\":")));

    private Task<Outcome<IssuedToken>> IssueAsync(BoundObjectReference? bound = null)
    {
        var request = new IssueRequest { Account = Account, ExpirationSeconds = 3600, BoundObject = bound };
        return _issuer.IssueAsync(request, _replica.Time.GetUtcNow(), default).AsTask();
    }

    private Task<TokenVerdict> VerifyAsync(string token) =>
        _verifier.VerifyAsync(token, [TokenBench.Issuer], _replica.Time.GetUtcNow(), default).AsTask();
}
