using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Signet.Core.Signing;
using Signet.Server.Hosting.Signers;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;

namespace Signet.Tests.Hosting.Signers;

/// <summary>The framing of gRPC at the socket of a signer: requests that no library of gRPC sends, and the fields of the answers.</summary>
public sealed class SignerEndpointTests : IAsyncLifetime
{
    private const string Sign = "/v1.ExternalJWTSigner/Sign";
    private readonly TemporaryFolder _folder = new();
    private SignerStage _stage = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await SignerStage.StartAsync(_folder, TimeProvider.System);
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(_stage.Client.Address, token) })
        {
            BaseAddress = new Uri("http://localhost"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sign_ValidClaims_MessageAndStatusInTheTrailers()
    {
        var claims = SignerStage.Claims(TimeProvider.System.GetUtcNow());

        using var response = await SendAsync(Sign, SignClaims.Frame(System.Text.Encoding.ASCII.GetBytes(claims)));
        var framed = await response.Content.ReadAsByteArrayAsync(Cancellation);

        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.False(response.Headers.Contains("grpc-status"));
        Assert.Equal([0, 0, (byte)((framed.Length - 5) >> 16), (byte)((framed.Length - 5) >> 8), (byte)(framed.Length - 5)], framed[..5]);
        var message = SignJWTResponse.Parser.ParseFrom(framed, 5, framed.Length - 5);
        var key = VerificationKey.FromSubjectPublicKeyInfo((await _stage.FetchAsync()).Keys[0].Key_.Span);
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(message.Signature);
        Assert.True(key.Verify(System.Text.Encoding.ASCII.GetBytes($"{message.Header}.{claims}"), signature));
    }

    /// <summary>Bodies in hexadecimal, with <c>grpc-status</c> and what the message says.</summary>
    [Theory]
    [InlineData(Sign, "", 13, "no message")]
    [InlineData(Sign, "00000000", 13, "no message")]
    [InlineData(Sign, "0000000001", 13, "not one complete message")]
    [InlineData(Sign, "00000000000000000000", 13, "not one complete message")]
    [InlineData(Sign, "0100000000", 12, "compressed")]
    [InlineData(Sign, "00000000010a", 13, "not a SignJWTRequest")]
    [InlineData(Sign, "0000000000", 3, "base64url")]
    [InlineData("/v1.ExternalJWTSigner/FetchKeys", "", 13, "no message")]
    [InlineData("/v1.ExternalJWTSigner/Metadata", "0100000000", 12, "compressed")]
    [InlineData("/v1.ExternalJWTSigner/sign", "0000000000", 12, "does not have this method")]
    [InlineData("/v2.ExternalJWTSigner/Sign", "0000000000", 12, "does not have this method")]
    [InlineData("/", "0000000000", 12, "does not have this method")]
    public async Task Call_InvalidRequest_StatusInTheHeaders(string path, string body, int status, string says)
    {
        using var response = await SendAsync(path, Convert.FromHexString(body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([$"{status}"], response.Headers.GetValues("grpc-status"));
        Assert.Contains(says, Assert.Single(response.Headers.GetValues("grpc-message")), StringComparison.Ordinal);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(0, _stage.Server.Counters.SignedCount);
    }

    [Fact]
    public async Task Sign_MessageBeyondTheLimit_ResourceExhausted()
    {
        using var response = await SendAsync(Sign, SignClaims.Frame(new byte[SignerLimits.MaxRequestBytes]));

        Assert.Equal(["8"], response.Headers.GetValues("grpc-status"));
    }

    [Theory]
    [InlineData("POST", "application/json")]
    [InlineData("POST", null)]
    [InlineData("PUT", "application/grpc")]
    public async Task Call_NotGrpc_UnsupportedMediaType(string method, string? type)
    {
        using var response = await SendAsync(Sign, [0, 0, 0, 0, 0], method, type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.False(response.Headers.Contains("grpc-status"));
    }

    private static async ValueTask<Stream> ConnectAsync(SignerAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(address.EndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string method = "POST", string? type = "application/grpc")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return await _client.SendAsync(request, Cancellation);
    }
}
