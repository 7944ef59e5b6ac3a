using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access;
using Signet.Server.Audit.Recording;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Chain;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Files;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Tests.Http;

namespace Signet.Tests.Hosting;

/// <summary>The allocations of a request besides those of its endpoint.</summary>
public sealed class PipelineAllocationTests
{
    private const int Requests = 400;

    /// <summary>Measured: 1,928 bytes before requests had stages, outcomes and deadlines.</summary>
    [Fact]
    public async Task Invoke_ReadOfAnObject_StaysBelowItsCeiling()
    {
        using var deadlines = new RequestDeadlines(new RequestOptions(), TimeProvider.System);
        using var client = new CancellationTokenSource();
        var pipeline = Create(deadlines);
        var http = Request(client.Token);
        await pipeline.InvokeAsync(http, CancellationToken.None);
        Assert.Equal(200, http.Response.StatusCode);

        var least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                var requests = Enumerable.Range(0, Requests).Select(_ => Request(client.Token)).ToArray();
                var before = GC.GetAllocatedBytesForCurrentThread();
                foreach (var request in requests)
                {
                    Assert.True(pipeline.InvokeAsync(request, CancellationToken.None).IsCompletedSuccessfully);
                }

                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Requests);
            }
        });
        thread.Start();
        thread.Join();

        Assert.InRange(least, 0, 1_928);
    }

    private static Pipeline Create(RequestDeadlines deadlines)
    {
        var chain = new AuthorizerChain([new PrivilegedGroup()]);
        var access = new RequestAccess(
            new RequestAuthenticator(
                new RequestAuthenticationOptions { ApiAudiences = new FixedValue<IReadOnlyList<string>>(["a"]) },
                new ClientCertificates(new FixedValue<X509Certificate2Collection>([])), null, new OneToken(),
                NullLogger<RequestAuthenticator>.Instance),
            new Impersonator(chain, NullLogger<Impersonator>.Instance),
            new RequestAuthorizer(chain, IssuerDocuments.None, NullLogger<RequestAuthorizer>.Instance));
        var front = new RequestReceiver(IssuerDocuments.None, new CorsPolicy([], IssuerDocuments.None), deadlines, new SystemUidSource(), TimeProvider.System);
        var recorder = new RequestRecorder(
            null, [new RequestLog(new RequestOptions(), NullLogger<RequestLog>.Instance)], TimeProvider.System, null, NullLogger<RequestRecorder>.Instance);
        var json = "{\"kind\":\"X\"}"u8.ToArray();
        var endpoint = new EndpointFor((request, _) => Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out var error)
            ? new(new Answer.Object(200, json) { Format = format })
            : new(error));
        return new Pipeline(front, access, new RequestWork(TestFlow.Create(TimeProvider.System), access, endpoint), null!, recorder);
    }

    private static DefaultHttpContext Request(CancellationToken aborted)
    {
        var http = TestRequests.Http("GET", "/api/v1/namespaces/default/serviceaccounts/builder");
        http.Request.Headers.Authorization = "Bearer token";
        http.Request.Headers.Accept = "application/json";
        http.Request.Headers.UserAgent = "kubectl/v1.33.0";
        http.Request.Headers.AcceptEncoding = "gzip";
        http.Request.Headers["X-Frob"] = "gzip";
        http.RequestAborted = aborted;
        _ = http.Response.BodyWriter;
        return http;
    }

    private sealed class OneToken : ITokenAuthenticator
    {
        private static readonly TokenAuthentication Good =
            new TokenAuthentication.Authenticated(new UserInfo { Name = "a", Groups = [KnownUsers.MastersGroup] }, ["a"], IsStale: false);

        public ValueTask<TokenAuthentication> AuthenticateAsync(
            string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken) =>
            new(Good);
    }
}
