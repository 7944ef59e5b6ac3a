using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing.Ring;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Chain;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Files;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Http;

namespace Signet.Tests.Authorization.Streams;

/// <summary>When running streams are checked, and when not.</summary>
public sealed class RunningStreamsTests : IAsyncDisposable
{
    private readonly RunningCache _running = RunningCache.Start();
    private readonly RbacRules _rules = new();
    private readonly AccessChanges _changes;
    private readonly Tokens _tokens = new();
    private readonly LocalJwtSigner _signer = TestKeyRing.NewSigner();
    private readonly KeyRing _ring;
    private object _keys = new();

    public RunningStreamsTests()
    {
        _ring = TestKeyRing.Of(_signer);
        _changes = new AccessChanges([_ => _keys, now => _ring.Current.At(now)]);
        _running.Cache.Observe(_rules);
        _running.Cache.Observe(_changes);
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Sweep_NothingChanged_ChecksOnlyOnce()
    {
        var streams = await CreateAsync();
        var access = Begin(streams);
        for (var i = 0; i < 10; i++)
        {
            await streams.SweepAsync(default);
            _running.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(1, _tokens.Asked);
        Assert.Null(access.Error);
    }

    [Fact]
    public async Task Sweep_ChangesThatRevokeNothing_ChecksNothing()
    {
        var streams = await CreateAsync();
        Begin(streams);
        await streams.SweepAsync(default);

        await _running.PutAsync(KubernetesKinds.Pods, "default", "new", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"x\",\"nodeName\":\"n\"}");
        await _running.PutAsync(KubernetesKinds.Pods, "default", "new", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"x\",\"nodeName\":\"n\"},\"status\":{\"phase\":\"Running\"}");
        await _running.PutAsync(KubernetesKinds.ServiceAccounts, "default", "new", "account-uid");
        await _running.PutAsync(KubernetesKinds.ConfigMaps, "default", "new", "map-uid");
        await _running.DeleteAsync(KubernetesKinds.ConfigMaps, "default", "new");
        await streams.SweepAsync(default);

        Assert.Equal(1, _tokens.Asked);
    }

    [Fact]
    public async Task Sweep_KeysSwapped_ChecksAgainAndEndsRefusedStreams()
    {
        var streams = await CreateAsync();
        var access = Begin(streams);
        await streams.SweepAsync(default);
        _keys = new object();
        _tokens.Answer = new TokenAuthentication.Rejected("invalid signature, no keys found");

        await streams.SweepAsync(default);

        Assert.Equal(410, access.Error!.Code);
        Assert.Equal("Expired", access.Error.Reason.ToString());
        Assert.Equal("invalid signature, no keys found", access.Reason);
        Assert.True(access.Ended.IsCancellationRequested);
    }

    /// <summary>No snapshot is swapped: the validity window of a key ends.</summary>
    [Fact]
    public async Task Sweep_KeyWindowEnds_ChecksAgainFromThatSecond()
    {
        var definition = TestKeyRing.Define(_signer);
        var ending = TestKeyRing.KeyOf(TestKeyRing.NewSigner("ending")) with { VerifiesUntil = _running.Time.GetUtcNow().AddSeconds(60) };
        _ring.Replace(new KeyRingSnapshot(definition with { Keys = [.. definition.Keys, ending] }));
        var streams = await CreateAsync();
        var access = Begin(streams);
        await streams.SweepAsync(default);
        _tokens.Answer = new TokenAuthentication.Rejected("invalid signature, no keys found");

        _running.Time.Advance(TimeSpan.FromSeconds(59));
        await streams.SweepAsync(default);
        Assert.Null(access.Error);
        _running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);

        Assert.Equal(410, access.Error!.Code);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public async Task Sweep_CredentialExpires_EndsAtThatSecondWithoutACheck(int seconds, bool ends)
    {
        var streams = await CreateAsync();
        _tokens.Answer = Good(new CredentialLifetime(_running.Time.GetUtcNow().ToUnixTimeSeconds() + 100));
        var access = Begin(streams);
        await streams.SweepAsync(default);

        _running.Time.Advance(TimeSpan.FromSeconds(seconds));
        await streams.SweepAsync(default);

        Assert.Equal(ends, access.Error is not null);
        Assert.Equal(1, _tokens.Asked);
    }

    [Fact]
    public async Task Sweep_WebhookResponseExpires_ChecksAgainThenAndNotBefore()
    {
        var streams = await CreateAsync();
        CredentialLifetime Lifetime() => new(0, _running.Time.GetUtcNow().ToUnixTimeSeconds() + 120);
        _tokens.Answer = Good(Lifetime());
        var access = Begin(streams);
        await streams.SweepAsync(default);
        _running.Time.Advance(TimeSpan.FromSeconds(119));
        await streams.SweepAsync(default);
        Assert.Equal(1, _tokens.Asked);

        _tokens.Answer = Good(Lifetime());
        _running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        await streams.SweepAsync(default);
        Assert.Equal(2, _tokens.Asked);
        Assert.Null(access.Error);

        _tokens.Answer = TokenAuthentication.Unknown.Instance;
        _running.Time.Advance(TimeSpan.FromSeconds(120));
        await streams.SweepAsync(default);
        Assert.NotNull(access.Error);
    }

    [Fact]
    public async Task Sweep_AuthorizationWebhook_ChecksAgainAtItsInterval()
    {
        var streams = await CreateAsync(new StreamOptions(TimeSpan.FromMinutes(5)));
        Begin(streams);
        await streams.SweepAsync(default);
        _running.Time.Advance(TimeSpan.FromSeconds(299));
        await streams.SweepAsync(default);
        Assert.Equal(1, _tokens.Asked);

        _running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        Assert.Equal(2, _tokens.Asked);
    }

    [Fact]
    public async Task Sweep_ObjectBeingDeleted_IsCheckedAfterDeletionTimeAndLeeway()
    {
        var streams = await CreateAsync();
        Begin(streams);
        await _running.PutAsync(KubernetesKinds.Pods, "default", "p", "uid");
        await streams.SweepAsync(default);
        var deletion = _running.Time.GetUtcNow().AddSeconds(30);
        await _running.PutAsync(KubernetesKinds.Pods, "default", "p", "uid", moreMetadata: $",\"deletionTimestamp\":\"{deletion:yyyy-MM-ddTHH:mm:ssZ}\"");
        await streams.SweepAsync(default);
        var asked = _tokens.Asked;

        _running.Time.Advance(TimeSpan.FromSeconds(90));
        await streams.SweepAsync(default);
        Assert.Equal(asked, _tokens.Asked);
        _running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        Assert.Equal(asked + 1, _tokens.Asked);
    }

    [Fact]
    public async Task Sweep_AuthenticatorPending_DoesNotDelayOthersAndIsCalledOnce()
    {
        var streams = await CreateAsync();
        var slow = new TaskCompletionSource<TokenAuthentication>(TaskCreationOptions.RunContinuationsAsynchronously);
        _tokens.Pending = slow.Task;
        var first = Begin(streams);
        var sweep = streams.SweepAsync(default);
        Assert.False(sweep.IsCompleted);

        _tokens.Pending = null;
        _tokens.Answer = TokenAuthentication.Unknown.Instance;
        var second = Begin(streams);
        await streams.SweepAsync(default);
        Assert.NotNull(second.Error);
        Assert.Null(first.Error);
        Assert.Equal(2, _tokens.Asked);

        slow.SetResult(new TokenAuthentication.Rejected("gone"));
        await sweep.WaitAsync(Patience.Limit);
        Assert.Equal("gone", first.Reason);
    }

    [Fact]
    public async Task Sweep_CheckFails_EndsTheStream()
    {
        var streams = await CreateAsync();
        _tokens.Pending = Task.FromException<TokenAuthentication>(new InvalidOperationException("broken"));
        var access = Begin(streams);

        await streams.SweepAsync(default);

        Assert.Equal("the access could not be checked", access.Reason);
    }

    [Fact]
    public async Task End_StreamSent_IsUnregistered()
    {
        var streams = await CreateAsync();
        var stream = streams.Begin(Request());
        Assert.Equal(1, streams.Count);

        streams.End(stream);

        Assert.Equal(0, streams.Count);
        await streams.SweepAsync(default);
        Assert.Equal(0, _tokens.Asked);
    }

    [Fact]
    public async Task Sweep_IdleStreams_AllocatesNothingForEach()
    {
        var streams = await CreateAsync();
        for (var i = 0; i < 1_000; i++)
        {
            Begin(streams);
        }

        await streams.SweepAsync(default);

        // The allocation of the dictionary's enumerator.
        Assert.InRange(AllocationMeter.Measure(() => Assert.True(streams.SweepAsync(default).IsCompletedSuccessfully)), 0, 200);
        Assert.Equal(1_000, _tokens.Asked);
    }

    private static TokenAuthentication.Authenticated Good(CredentialLifetime lifetime) =>
        new(new UserInfo { Name = "watcher", Groups = [KnownUsers.MastersGroup] }, ["a"], IsStale: false) { Lifetime = lifetime };

    private static StreamAccess Begin(RunningStreams streams) => streams.Begin(Request()).Access;

    private static ApiRequest Request()
    {
        var http = TestRequests.Http("GET", "/api/v1/namespaces/default/configmaps?watch=true");
        http.Request.Headers.Authorization = "Bearer token";
        return TestRequests.Authorized(http);
    }

    private async Task<RunningStreams> CreateAsync(StreamOptions? options = null)
    {
        // The cache has notified its observers.
        await _running.PutAsync(KubernetesKinds.Namespaces, "", "default", "uid");
        _tokens.Answer = Good(default);
        var chain = new AuthorizerChain([new PrivilegedGroup(), new RbacAuthorizer(_rules)]);
        var access = new RequestAccess(
            new RequestAuthenticator(
                new RequestAuthenticationOptions { ApiAudiences = ["a"] },
                new ClientCertificates(new FixedValue<X509Certificate2Collection>([])),
                null,
                _tokens,
                NullLogger<RequestAuthenticator>.Instance),
            new Impersonator(chain, NullLogger<Impersonator>.Instance),
            new RequestAuthorizer(chain, IssuerDocuments.None, NullLogger<RequestAuthorizer>.Instance));
        var checker = new StreamChecker(access, _running.View);
        return new RunningStreams(options ?? new StreamOptions(null), checker, _changes, _running.Time, NullLogger<RunningStreams>.Instance);
    }

    /// <summary>Returns a configured result, and counts the calls.</summary>
    private sealed class Tokens : ITokenAuthenticator
    {
        public int Asked { get; private set; }

        public TokenAuthentication Answer { get; set; } = TokenAuthentication.Unknown.Instance;

        public Task<TokenAuthentication>? Pending { get; set; }

        public ValueTask<TokenAuthentication> AuthenticateAsync(
            string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Asked++;
            return Pending is { } pending ? new(pending) : new(Answer);
        }
    }
}
