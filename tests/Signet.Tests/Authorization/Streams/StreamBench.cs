using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Resources.Kinds;
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
using Signet.Testing;
using Signet.Tests.Http;

namespace Signet.Tests.Authorization.Streams;

/// <summary>Running streams over a real cache and real authorization; the token authenticator answers what the test sets.</summary>
internal sealed class StreamBench : IAsyncDisposable
{
    private readonly RbacRules _rules = new();
    private readonly AccessChanges _changes;

    public StreamBench(IReadOnlyList<Func<DateTimeOffset, object>> snapshots)
    {
        _changes = new AccessChanges(snapshots);
        Running.Cache.Observe(_rules);
        Running.Cache.Observe(_changes);
    }

    public RunningCache Running { get; } = RunningCache.Start();

    public SettableTokens Tokens { get; } = new();

    public static TokenAuthentication.Authenticated Good(CredentialLifetime lifetime) =>
        new(new UserInfo { Name = "watcher", Groups = [KnownUsers.MastersGroup] }, ["a"], IsStale: false) { Lifetime = lifetime };

    public static StreamAccess Begin(RunningStreams streams) => streams.Begin(Request()).Access;

    public static ApiRequest Request()
    {
        var http = TestRequests.Http("GET", "/api/v1/namespaces/default/configmaps?watch=true");
        http.Request.Headers.Authorization = "Bearer token";
        return TestRequests.Authorized(http);
    }

    public async Task<RunningStreams> CreateAsync(StreamOptions? options = null, ILogger<RunningStreams>? logger = null)
    {
        // Once this write is visible the observers have been notified of everything before it.
        await Running.PutAsync(KubernetesKinds.Namespaces, "", "default", "uid");
        Tokens.Answer = Good(default);
        var chain = new AuthorizerChain([new PrivilegedGroup(), new RbacAuthorizer(_rules)]);
        var access = new RequestAccess(
            new RequestAuthenticator(
                new RequestAuthenticationOptions { ApiAudiences = new FixedValue<IReadOnlyList<string>>(["a"]) },
                new ClientCertificates(new FixedValue<X509Certificate2Collection>([])),
                null,
                Tokens,
                NullLogger<RequestAuthenticator>.Instance),
            new Impersonator(chain, NullLogger<Impersonator>.Instance),
            new RequestAuthorizer(chain, IssuerDocuments.None, NullLogger<RequestAuthorizer>.Instance));
        var checker = new StreamChecker(access, Running.View);
        return new RunningStreams(
            options ?? new StreamOptions(null), checker, _changes, Running.Time, logger ?? NullLogger<RunningStreams>.Instance);
    }

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
