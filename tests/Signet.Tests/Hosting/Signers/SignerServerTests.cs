using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Signers;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting.Signers;

/// <summary>A served signer on a real socket: what it signs and refuses, what it records, and who may use it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SignerServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    /// <summary>Claims that are refused, with what the message names.</summary>
    public static TheoryData<string, string> InvalidClaims { get; } = new()
    {
        { "", "base64url" },
        { "e30=", "base64url" },
        { "§", "base64url" },
        { SignerStage.Encode("[]"), "not a JSON object" },
        { SignerStage.Encode("\"x\""), "not a JSON object" },
        { SignerStage.Encode("{\"iss\":"), "iss" },
        { SignerStage.Encode("{} {}"), "not valid JSON" },
        { SignerStage.Encode("{}"), "iss is missing" },
        { Of(iss: "-"), "iss is missing" },
        { Of(iss: "\"\""), "iss" },
        { Of(iss: "7"), "iss" },
        { Of(sub: "-"), "sub is missing" },
        { Of(sub: "[\"a\"]"), "sub" },
        { Of(aud: "-"), "aud is missing" },
        { Of(aud: "[]"), "aud" },
        { Of(aud: "\"\""), "aud" },
        { Of(aud: "[\"a\",7]"), "aud" },
        { Of(aud: "{\"a\":1}"), "aud" },
        { Of(exp: "-"), "exp is missing" },
        { Of(exp: "\"1\""), "exp" },
        { Of(iat: "-"), "iat is missing" },
        { Of(iat: "true"), "iat" },
        { Of(jti: "-"), "jti is missing" },
        { Of(jti: "null"), "jti" },
        { Of(jti: "\"a\",\"jti\":\"b\""), "jti" },
    };

    /// <summary>Claims beyond a limit.</summary>
    public static TheoryData<string, string> BeyondLimits { get; } = new()
    {
        { Of(aud: $"[{string.Join(',', Enumerable.Repeat("\"a\"", 5))}]"), "5 audiences; at most 4" },
        { Of(exp: $"{1_800_000_000L + 7201}"), "7201 s; at most 7200 s" },
        { Of(exp: "1800000000"), "0 s" },
        { Of(exp: "1"), "s are allowed" },
        { Of(iat: "1800000061", exp: "1800000661"), "differs from the clock of the signer by 61 s" },
        { Of(iat: "1799999939", exp: "1800000539"), "by -61 s" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sign_Claims_HeaderHasExactlyAlgKidTypAndTheFetchedKeyVerifies()
    {
        await using var stage = await StartAsync();
        var claims = Of();

        var made = await stage.SignAsync(claims);
        var keys = await stage.FetchAsync();

        var key = Assert.Single(keys.Keys);
        Assert.Equal($$"""{"alg":"ES256","kid":"{{key.KeyId}}","typ":"JWT"}""", Decode(made.Header));
        var signature = new byte[Base64UrlText.MaxDecodedLength(made.Signature.Length)];
        Assert.True(Base64UrlText.TryDecode(Encoding.ASCII.GetBytes(made.Signature), signature, out var length));
        Assert.True(VerificationKey.FromSubjectPublicKeyInfo(key.Key_.Span).Verify(Encoding.ASCII.GetBytes($"{made.Header}.{claims}"), signature.AsSpan(0, length)));
        Assert.False(key.ExcludeFromOidcDiscovery);
        Assert.Equal(300, keys.RefreshHintSeconds);
        Assert.Equal(1, stage.Server.Counters.SignedCount);
        Assert.Equal(1, stage.Server.Counters.FetchCount);
    }

    [Theory]
    [MemberData(nameof(InvalidClaims))]
    public async Task Sign_InvalidClaims_InvalidArgument(string claims, string says)
    {
        await using var stage = await StartAsync();

        var refused = await stage.RefusedAsync(claims);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(says, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(1, stage.Server.Counters.RefusedCount(SignerRefusal.InvalidClaims));
        Assert.Equal(0, stage.Server.Counters.SignedCount);
    }

    [Theory]
    [MemberData(nameof(BeyondLimits))]
    public async Task Sign_BeyondALimit_InvalidArgument(string claims, string says)
    {
        await using var stage = await StartAsync(options => options with
        {
            Signer = options.Signer with { MaxAudiences = 4 },
            Tokens = options.Tokens with { MaxLifetime = TimeSpan.FromHours(2) },
        });

        var refused = await stage.RefusedAsync(claims);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(says, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(1, stage.Server.Counters.RefusedCount(SignerRefusal.Limit));
    }

    [Fact]
    public async Task Sign_AboveTheRate_ResourceExhaustedUntilTimePasses()
    {
        await using var stage = await StartAsync(options => options with { Signer = options.Signer with { MaxRate = 3 } });
        for (var i = 0; i < 3; i++)
        {
            await stage.SignAsync(Of());
        }

        Assert.Equal(StatusCode.ResourceExhausted, (await stage.RefusedAsync(Of())).StatusCode);
        Assert.Equal(1, stage.Server.Counters.RefusedCount(SignerRefusal.Rate));

        _time.Advance(TimeSpan.FromSeconds(1));
        await stage.SignAsync(Of());
    }

    [Fact]
    public async Task Sign_AudienceWithItsAlgorithm_UsesItsKey()
    {
        await using var stage = await StartAsync(options => options with
        {
            Keys = options.Keys with { AlgorithmsByAudience = new Dictionary<string, JwtAlgorithm> { ["vault"] = JwtAlgorithm.ES384 } },
        });

        // The first key of an algorithm is published before it signs.
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2));

        Assert.Contains("ES384", Decode((await stage.SignAsync(SignerStage.Claims(_time.GetUtcNow(), aud: "\"vault\""))).Header), StringComparison.Ordinal);
        Assert.Contains("ES256", Decode((await stage.SignAsync(SignerStage.Claims(_time.GetUtcNow(), aud: "[\"vault\",\"b\"]"))).Header), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_MaxLifetime_IsThatOfTheKeys()
    {
        await using var stage = await StartAsync(options => options with { Tokens = options.Tokens with { MaxLifetime = TimeSpan.FromHours(2) } });

        Assert.Equal(7200, (await stage.Client.GetMetadataAsync(Patience.Limit, Cancellation)).MaxTokenExpirationSeconds);
    }

    [Fact]
    public async Task Metadata_NoSetting_OneYear()
    {
        await using var stage = await StartAsync();

        Assert.Equal(365 * 86_400, (await stage.Client.GetMetadataAsync(Patience.Limit, Cancellation)).MaxTokenExpirationSeconds);
    }

    /// <summary>Kubernetes 1.32 calls the service by its first name.</summary>
    [Fact]
    public async Task Alpha_AllMethods_AreServedOnTheSameSocket()
    {
        await using var stage = await StartAsync();
        using var channel = Channel(stage.Client.Address);
        var alpha = new GrpcMethods("v1alpha1.ExternalJWTSigner");
        var calls = channel.CreateCallInvoker();

        var keys = await calls.AsyncUnaryCall(alpha.FetchKeys, null, default, new FetchKeysRequest());
        var signed = await calls.AsyncUnaryCall(alpha.Sign, null, default, new SignJWTRequest { Claims = Of() });
        var metadata = await calls.AsyncUnaryCall(alpha.Metadata, null, default, new MetadataRequest());

        Assert.Equal((await stage.FetchAsync()).Keys, keys.Keys);
        Assert.Contains(keys.Keys[0].KeyId, Decode(signed.Header), StringComparison.Ordinal);
        Assert.True(metadata.MaxTokenExpirationSeconds > 0);
    }

    [Fact]
    public async Task Listen_AbstractName_Serves()
    {
        var name = $"@signet-test-{Guid.NewGuid():N}";
        await using var stage = await SignerStage.StartAsync(_folder, _time, socket: name);

        Assert.Single((await stage.FetchAsync()).Keys);
    }

    [Fact]
    public async Task Listen_SocketOfAnotherProcess_RefusesToStart()
    {
        await using var stage = await StartAsync();
        using var second = new TemporaryFolder();

        var refused = await Assert.ThrowsAsync<StartupException>(() => SignerStage.StartAsync(second, _time, socket: _folder.File("signer.sock")));

        Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
        Assert.Single((await stage.FetchAsync()).Keys);
    }

    [Fact]
    public async Task Listen_RegularFile_RefusesToStartAndKeepsIt()
    {
        await File.WriteAllTextAsync(_folder.File("signer.sock"), "a file", Cancellation);

        await Assert.ThrowsAsync<StartupException>(() => StartAsync());

        Assert.Equal("a file", await File.ReadAllTextAsync(_folder.File("signer.sock"), Cancellation));
    }

    [Fact]
    public async Task Listen_Stopped_RemovesTheSocket()
    {
        var stage = await StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("signer.sock")));
        }

        await stage.DisposeAsync();

        Assert.False(File.Exists(_folder.File("signer.sock")));
    }

    [Fact]
    public async Task Peer_NotAllowed_IsDisconnectedAndCounted()
    {
        await using var stage = await StartAsync(options => options with { Signer = options.Signer with { AllowedUids = [4_000_000_000] } });

        var refused = await stage.RefusedAsync(Of());

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.True(stage.Server.Counters.RefusedConnectionCount > 0);
        Assert.Equal(0, stage.Server.Counters.SignedCount);
    }

    [Fact]
    public async Task Audit_Signature_OneLineWithoutTheToken()
    {
        await using (var stage = await StartAsync(options => options with { Signer = options.Signer with { AuditLogPath = _folder.File("audit") } }))
        {
            await stage.SignAsync(Of(aud: "[\"a\",\"b\"]"));
            await stage.RefusedAsync(Of(sub: "-"));
        }

        var line = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_folder.File("audit"), Cancellation)))!;
        var kid = (string)line["kid"]!;
        Assert.Equal(43, kid.Length);
        var expected = new JsonObject
        {
            ["time"] = Timestamps.Format(_time.GetUtcNow()),
            ["subject"] = "system:serviceaccount:default:default",
            ["jti"] = "id-1",
            ["audiences"] = new JsonArray("a", "b"),
            ["lifetimeSeconds"] = 600,
            ["kid"] = kid,
            ["peer"] = new JsonObject { ["uid"] = PeerCredentials.OwnUid, ["gid"] = (uint)line["peer"]!["gid"]!, ["pid"] = Environment.ProcessId },
        };
        Assert.Equal(expected.ToJsonString(), line.ToJsonString());
    }

    [Theory]
    [InlineData(3730, 3600, true)]
    [InlineData(3729, 3600, false)]
    public async Task Start_LeadAndHint_HaveToFit(int leadSeconds, int hintSeconds, bool starts)
    {
        var starting = StartAsync(options => options with
        {
            Keys = options.Keys with { PublicationLead = TimeSpan.FromSeconds(leadSeconds) },
            Signer = options.Signer with { RefreshHint = TimeSpan.FromSeconds(hintSeconds) },
        });

        if (starts)
        {
            await using var stage = await starting;
            Assert.Equal(hintSeconds, (await stage.FetchAsync()).RefreshHintSeconds);
            return;
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => starting);
        Assert.Contains("3729 s before it signs", refused.Message, StringComparison.Ordinal);
        Assert.Contains("every 3600 s, and a fetch may be 130 s late: the publication lead has to be at least 3730 s", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    private static string Of(
        string? iss = "\"https://issuer.test\"",
        string? sub = "\"system:serviceaccount:default:default\"",
        string? aud = "[\"a\"]",
        string? iat = null,
        string? exp = null,
        string? jti = "\"id-1\"") => SignerStage.Claims(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), iss, sub, aud, iat, exp, jti);

    private static GrpcChannel Channel(SignerAddress address) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(address.EndPoint, token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
    });

    private static string Decode(string text)
    {
        var json = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        Assert.True(Base64UrlText.TryDecode(Encoding.ASCII.GetBytes(text), json, out var length));
        return Encoding.UTF8.GetString(json.AsSpan(0, length));
    }

    private Task<SignerStage> StartAsync(Func<ServerOptions, ServerOptions>? change = null) => SignerStage.StartAsync(_folder, _time, change);
}
