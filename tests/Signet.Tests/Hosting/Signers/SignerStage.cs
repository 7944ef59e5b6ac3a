using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Signers;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;

namespace Signet.Tests.Hosting.Signers;

/// <summary>A served signer in this process, and a client on its socket.</summary>
internal sealed class SignerStage : IAsyncDisposable
{
    private SignerStage(SignerServer server, string socket, TimeProvider time)
    {
        Server = server;
        Client = new ExternalSignerClient(SignerAddress.TryParse(socket)!, time);
    }

    public SignerServer Server { get; }

    public ExternalSignerClient Client { get; }

    /// <summary>Starts a signer whose socket is in a folder; a durable one has the keys of the one before it.</summary>
    public static async Task<SignerStage> StartAsync(
        TemporaryFolder folder, TimeProvider time, Func<ServerOptions, ServerOptions>? change = null, string? socket = null, bool isDurable = false)
    {
        socket ??= folder.File("signer.sock");
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = isDurable ? folder.File("signer") : null },
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
            Signer = new SignerOptions { Listen = $"unix:{socket}" },
            LogLevel = LogLevel.Warning,
        };
        var server = await SignerServer.StartAsync(change?.Invoke(options) ?? options, new LoggingPlan.None(), time, TestContext.Current.CancellationToken);
        return new SignerStage(server, socket, time);
    }

    /// <summary>The claims of a token in base64url; each can be replaced, or left out by null.</summary>
    public static string Claims(
        DateTimeOffset now,
        string? iss = "\"https://issuer.test\"",
        string? sub = "\"system:serviceaccount:default:default\"",
        string? aud = "[\"a\"]",
        string? iat = null,
        string? exp = null,
        string? jti = "\"id-1\"")
    {
        var issued = now.ToUnixTimeSeconds();
        (string Name, string? Value)[] members =
            [("iss", iss), ("sub", sub), ("aud", aud), ("iat", iat ?? $"{issued}"), ("exp", exp ?? $"{issued + 600}"), ("jti", jti), ("other", "{\"a\":[1]}")];
        return Encode($"{{{string.Join(',', members.Where(one => one.Value is not (null or "-")).Select(one => $"\"{one.Name}\":{one.Value}"))}}}");
    }

    public static string Encode(string json) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(json));

    public async Task<SignJWTResponse> SignAsync(string claims)
    {
        var answer = await Client.SignAsync(Encoding.UTF8.GetBytes(claims), Patience.Limit, TestContext.Current.CancellationToken);
        return new SignJWTResponse { Header = Encoding.UTF8.GetString(answer.Header.Span), Signature = Encoding.UTF8.GetString(answer.Signature.Span) };
    }

    public Task<FetchKeysResponse> FetchAsync() => Client.FetchKeysAsync(Patience.Limit, TestContext.Current.CancellationToken);

    /// <summary>The status and the text of a refused signature.</summary>
    public async Task<Status> RefusedAsync(string claims)
    {
        var failed = await Assert.ThrowsAsync<ExternalSignerException>(() => SignAsync(claims));
        return Assert.IsType<RpcException>(failed.InnerException).Status;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
