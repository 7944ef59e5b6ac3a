using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.External;

/// <summary>An external signer on a real socket, whose answers a test replaces. It signs correctly until it is told otherwise.</summary>
internal sealed class FaultySigner : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _fetches;

    private FaultySigner(string path)
    {
        Path = path;
        Keys = Answer;
        Sign = SignAsync;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(SignerAddress.TryParse(path)!.EndPoint, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.MapGrpcService(Define(new GrpcMethods("v1.ExternalJWTSigner")));
    }

    /// <summary>The address of the socket.</summary>
    public string Path { get; }

    /// <summary>The key that signs.</summary>
    public LocalJwtSigner Signer { get; set; } = TestKeyRing.NewSigner("first");

    /// <summary>The answer to <c>FetchKeys</c>.</summary>
    public Func<FetchKeysResponse> Keys { get; set; }

    /// <summary>The answer to <c>Sign</c>.</summary>
    public Func<SignJWTRequest, CancellationToken, Task<SignJWTResponse>> Sign { get; set; }

    /// <summary>The answer to <c>Metadata</c>.</summary>
    public Func<MetadataResponse> Metadata { get; set; } = () => new MetadataResponse { MaxTokenExpirationSeconds = 86_400 };

    /// <summary>How often the keys were fetched.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>The authority of the last request.</summary>
    public string? LastAuthority { get; private set; }

    public static async Task<FaultySigner> StartAsync(string path)
    {
        var signer = new FaultySigner(path);
        await signer._application.StartAsync();
        return signer;
    }

    /// <summary>A key of an answer.</summary>
    public static Key KeyOf(LocalJwtSigner signer, string? keyId = null, bool isExcluded = false) => new()
    {
        KeyId = keyId ?? signer.KeyId,
        Key_ = ByteString.CopyFrom(signer.PublicKey.SubjectPublicKeyInfo.Span),
        ExcludeFromOidcDiscovery = isExcluded,
    };

    /// <summary>An answer with keys.</summary>
    public static FetchKeysResponse AnswerOf(params Key[] keys) => new()
    {
        Keys = { keys },
        DataTimestamp = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)),
        RefreshHintSeconds = 300,
    };

    /// <summary>The correct answer to <c>FetchKeys</c>.</summary>
    public FetchKeysResponse Answer() => AnswerOf(KeyOf(Signer));

    /// <summary>The correct answer to <c>Sign</c>.</summary>
    public Task<SignJWTResponse> SignAsync(SignJWTRequest request, CancellationToken cancellationToken) => SignWithAsync(Signer, request.Claims);

    /// <summary>Signs claims with a key.</summary>
    public static async Task<SignJWTResponse> SignWithAsync(LocalJwtSigner signer, string claims)
    {
        var made = await signer.SignAsync(
            new SigningRequest
            {
                EncodedPayload = System.Text.Encoding.ASCII.GetBytes(claims),
                Audiences = [],
                IssuedAt = 0,
                ExpiresAt = 0,
                IncludesType = true,
            },
            CancellationToken.None);
        return new SignJWTResponse
        {
            Header = System.Text.Encoding.ASCII.GetString(made.EncodedHeader.Span),
            Signature = Base64UrlText.Encode(made.Signature.Span),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private ServerServiceDefinition Define(GrpcMethods methods)
    {
        UnaryServerMethod<SignJWTRequest, SignJWTResponse> sign = (request, context) =>
        {
            LastAuthority = context.Host;
            return Sign(request, context.CancellationToken);
        };
        UnaryServerMethod<FetchKeysRequest, FetchKeysResponse> fetchKeys = (_, _) =>
        {
            Interlocked.Increment(ref _fetches);
            return Task.FromResult(Keys());
        };
        UnaryServerMethod<MetadataRequest, MetadataResponse> metadata = (_, _) => Task.FromResult(Metadata());
        return ServerServiceDefinition.CreateBuilder()
            .AddMethod(methods.Sign, sign)
            .AddMethod(methods.FetchKeys, fetchKeys)
            .AddMethod(methods.Metadata, metadata)
            .Build();
    }
}
