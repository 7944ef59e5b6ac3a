using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Access;
using Signet.Server.Audit;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Audit.Recording;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Chain;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Endpoints;
using Signet.Server.Files;
using Signet.Server.FlowControl;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Server.Tracing;
using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>
/// The pipeline behind Kestrel, with the endpoint, the authenticators, the observers and the clock of a test. Plain HTTP on the loopback address.
/// </summary>
internal sealed class PipelineServer : IAsyncDisposable
{
    public static readonly UserInfo User = new() { Name = "tester", Groups = [KnownUsers.MastersGroup] };

    private readonly RunningCache _cache = RunningCache.Start();
    private readonly MemoryStream _audited = new();
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _application;
    private AuditSinks? _sinks;

    /// <summary>The clock of requests; only the test advances it.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public required IEndpoint Endpoint { get; init; }

    public ITokenAuthenticator? Tokens { get; init; }

    /// <summary>The authorizer after the administrators' group.</summary>
    public IAuthorizer? Authorizer { get; init; }

    /// <summary>The observers before <see cref="Observer"/>.</summary>
    public IReadOnlyList<IRequestObserver> MoreObservers { get; init; } = [];

    public bool IsAudited { get; init; }

    public AuditMode AuditMode { get; init; }

    /// <summary>The output of the audit log; null for memory.</summary>
    public IAuditOutput? AuditOutput { get; init; }

    /// <summary>The spans of requests; null without traces.</summary>
    public RequestTracing? Tracing { get; init; }

    public ILogger<RequestRecorder> RecorderLog { get; init; } = NullLogger<RequestRecorder>.Instance;

    public RecordingObserver Observer { get; } = new();

    public HttpClient Client { get; } = new() { DefaultRequestHeaders = { { "Authorization", "Bearer good" } } };

    public RunningStreams Streams { get; private set; } = null!;

    /// <summary>Priority and fairness; by default with many seats.</summary>
    public RequestFlow? Flow { get; set; }

    /// <summary>The user of a token; by default an administrator for all.</summary>
    public Func<string, UserInfo> UserOf { get; init; } = _ => User;

    public int Port { get; private set; }

    public async Task<PipelineServer> StartAsync()
    {
        var documents = IssuerDocuments.None;
        var chain = new AuthorizerChain(Authorizer is null ? [new PrivilegedGroup()] : [Authorizer]);
        var access = new RequestAccess(
            new RequestAuthenticator(
                new RequestAuthenticationOptions { ApiAudiences = new FixedValue<IReadOnlyList<string>>(["a"]) },
                new ClientCertificates(new FixedValue<X509Certificate2Collection>([])), null, Tokens ?? new AnyToken(UserOf),
                NullLogger<RequestAuthenticator>.Instance),
            new Impersonator(chain, NullLogger<Impersonator>.Instance),
            new RequestAuthorizer(chain, documents, NullLogger<RequestAuthorizer>.Instance));
        Streams = new RunningStreams(
            new StreamOptions(null), new StreamChecker(access, _cache.View), new AccessChanges([]), Time, NullLogger<RunningStreams>.Instance);
        var auditor = IsAudited ? Audit() : null;
        var recorder = new RequestRecorder(
            auditor, [.. MoreObservers, .. auditor is null ? (IRequestObserver[])[] : [auditor], Observer], Time, Tracing, RecorderLog);
        var front = new RequestReceiver(
            documents, new CorsPolicy([new Regex("^https://page$")], documents), new RequestDeadlines(new RequestOptions(), Time), new SystemUidSource(), Time);
        Flow ??= TestFlow.Create(Time);
        var pipeline = new Pipeline(front, access, new RequestWork(Flow, access, Endpoint), Streams, recorder);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = RequestLimits.Head;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestLimits.Head;
            kestrel.Limits.MaxRequestHeaderCount = RequestLimits.HeadLines;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _application = builder.Build();
        _application.Run(http => pipeline.InvokeAsync(http, _stopping.Token));
        await _application.StartAsync();
        Client.BaseAddress = new Uri(_application.Urls.Single());
        Port = Client.BaseAddress.Port;
        return this;
    }

    /// <summary>Ends streams, as a server does on shutdown.</summary>
    public Task StopStreamsAsync() => _stopping.CancelAsync();

    /// <summary>Opens a connection and sends bytes.</summary>
    public async Task<TcpClient> SendAsync(string text)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Port);
        await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
        return connection;
    }

    /// <summary>Reads until the server closes the connection, or to the end of one response with a known length.</summary>
    public static async Task<string> ReadAsync(TcpClient connection, string until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(until, StringComparison.Ordinal))
        {
            var count = await connection.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Stops the server and returns the audit log.</summary>
    public async Task<string> StopAsync()
    {
        await DisposeAsync();
        return Encoding.UTF8.GetString(_audited.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync(new CancellationToken(canceled: true));
            await application.DisposeAsync();
            await EndAuditAsync();
            await _cache.DisposeAsync();
            _stopping.Dispose();
        }
    }

    /// <summary>Pauses of the audit log pass, also those of an output that fails.</summary>
    private async Task EndAuditAsync()
    {
        var ending = _sinks?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        while (!ending.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1);
        }

        await ending;
    }

    private RequestAuditor Audit()
    {
        var policy = AuditPolicyReader.Read("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Metadata}]}"u8);
        var log = new AuditLog(
            AuditOutput ?? new AuditStream(_audited), Time, NullLogger<AuditLog>.Instance, new AuditSinkOptions { Mode = AuditMode });
        _sinks = new AuditSinks([log], Time, AuditMetrics.None, NullLogger<AuditSinks>.Instance);
        return new RequestAuditor(new AuditJournal(_sinks, new FixedValue<AuditPolicy>(policy), Time));
    }

    /// <summary>Accepts every token except <c>bad</c>.</summary>
    private sealed class AnyToken(Func<string, UserInfo> userOf) : ITokenAuthenticator
    {
        public ValueTask<TokenAuthentication> AuthenticateAsync(
            string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken) =>
            new(token == "bad" ? new TokenAuthentication.Rejected("it is bad") : new TokenAuthentication.Authenticated(userOf(token), audiences, IsStale: false));
    }
}
