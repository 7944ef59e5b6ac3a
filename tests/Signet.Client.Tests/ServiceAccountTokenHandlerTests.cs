using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Client.Tests;

/// <summary>Which requests get a token, over real HTTPS with real redirects.</summary>
public sealed class ServiceAccountTokenHandlerTests : IAsyncLifetime
{
    private readonly CountedTokens _tokens = new();
    private readonly List<string> _seen = [];
    private HttpsServer? _target;
    private HttpsServer? _other;
    private Func<HttpContext, int> _answer = _ => StatusCodes.Status200OK;

    private HttpsServer Target => _target ?? throw new InvalidOperationException("the server has not been started");

    private HttpsServer Other => _other ?? throw new InvalidOperationException("the server has not been started");

    public async ValueTask InitializeAsync()
    {
        _target = await HttpsServer.StartAsync(context => AnswerAsync("target", context));
        _other = await HttpsServer.StartAsync(context => AnswerAsync("other", context));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _target, _other }.OfType<HttpsServer>())
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Send_ToTheTarget_HasTheTokenWhileItIsSent()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Target.Address, "/a"));

        await client.SendAsync(request);

        Assert.Equal(["target GET /a Bearer token-1"], _seen);
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task Send_ToAnotherPort_HasNoToken()
    {
        using var client = Client();

        await client.GetAsync(new Uri(Other.Address, "/a"));

        Assert.Equal(["other GET /a "], _seen);
    }

    [Fact]
    public async Task Send_WithAnotherCredential_KeepsIt()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Target.Address, "/a"));
        request.Headers.Authorization = new("Basic", "dXNlcg==");

        await client.SendAsync(request);

        Assert.Equal(["target GET /a Basic dXNlcg=="], _seen);
    }

    [Fact]
    public async Task Send_RedirectToAnotherServerThatAnswers401_TokenIsNeitherSentNorReplaced()
    {
        _answer = context =>
        {
            if (context.Request.Path == "/a")
            {
                context.Response.Headers.Location = new Uri(Other.Address, "/b").AbsoluteUri;
                return StatusCodes.Status307TemporaryRedirect;
            }

            return StatusCodes.Status401Unauthorized;
        };
        using var client = Client();

        await client.GetAsync(new Uri(Target.Address, "/a"));

        Assert.Equal(["target GET /a Bearer token-1", "other GET /b "], _seen);
        Assert.Equal(1, _tokens.Count);
    }

    [Fact]
    public async Task Send_401WithoutABody_IsSentAgainWithTheNextToken()
    {
        _answer = context => context.Request.Headers.Authorization == "Bearer token-1" ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        using var client = Client();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(Target.Address, "/a"))).StatusCode);

        Assert.Equal(["target GET /a Bearer token-1", "target GET /a Bearer token-2"], _seen);
    }

    [Fact]
    public async Task Send_401WithABody_NextRequestHasTheNextToken()
    {
        _answer = context => context.Request.Headers.Authorization == "Bearer token-1" ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        using var client = Client();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(new Uri(Target.Address, "/a"), new StringContent("x"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(Target.Address, "/a"), new StringContent("x"))).StatusCode);

        Assert.Equal(["target POST /a Bearer token-1", "target POST /a Bearer token-2"], _seen);
    }

    [Fact]
    public async Task Send_401WithTheOptionOff_IsTheAnswer()
    {
        _answer = _ => StatusCodes.Status401Unauthorized;
        using var client = Client(new ServiceAccountTokenHandlerOptions { RefreshOnUnauthorized = false });

        await client.GetAsync(new Uri(Target.Address, "/a"));
        await client.GetAsync(new Uri(Target.Address, "/a"));

        Assert.Equal(1, _tokens.Count);
    }

    [Fact]
    public void Send_Synchronously_IsNotSupported()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, Target.Address);

        Assert.Throws<NotSupportedException>(() => client.Send(request));
    }

    [Theory]
    [InlineData("http://orders.example.com", false, false)]
    [InlineData("http://orders.example.com", true, true)]
    [InlineData("ftp://orders.example.com", true, false)]
    [InlineData("/orders", true, false)]
    public void Constructor_Target_HasToBeHttps(string target, bool allowHttp, bool isAllowed)
    {
        var address = new Uri(target, target[0] == '/' ? UriKind.Relative : UriKind.Absolute);
        var options = new ServiceAccountTokenHandlerOptions { AllowHttp = allowHttp };
        var exception = Record.Exception(() => new ServiceAccountTokenHandler(_tokens, address, options));

        Assert.Equal(isAllowed, exception is null);
        Assert.True(exception is null or ArgumentException);
    }

    private HttpClient Client(ServiceAccountTokenHandlerOptions? options = null)
    {
        var sender = new SocketsHttpHandler();

        // Both certificates have the same name, by which a trust store could not tell them apart.
        string[] trusted = [Target.AuthorityPem.Trim(), Other.AuthorityPem.Trim()];
        sender.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => trusted.Contains(((X509Certificate2)certificate!).ExportCertificatePem());
        return new HttpClient(new ServiceAccountTokenHandler(_tokens, Target.Address, options) { InnerHandler = sender });
    }

    private Task AnswerAsync(string server, HttpContext context)
    {
        lock (_seen)
        {
            _seen.Add($"{server} {context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization}");
        }

        context.Response.StatusCode = _answer(context);
        return Task.CompletedTask;
    }
}
