using Signet.Core.Signing;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.SystemTests.OpenId;

/// <summary>A new server that relying parties access without credentials, at the address of its issuer.</summary>
internal sealed class PublicIssuer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyLink _forwarder;
    private SignetProcess? _server;

    /// <summary>The issuer, with its path.</summary>
    public required string Issuer { get; init; }

    public SignetProcess Server => _server ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>The file with the CA of its certificate.</summary>
    public string AuthorityFile => Path.Combine(Server.DataDirectory, "ca.crt");

    /// <summary>Starts a server.</summary>
    /// <param name="path">The path of the issuer.</param>
    /// <param name="algorithm">The algorithm of the signing key.</param>
    public static async Task<PublicIssuer> StartAsync(string path, string algorithm = "RS256")
    {
        var forwarder = FaultyLink.ToLater();
        var issuer = new PublicIssuer(forwarder) { Issuer = forwarder.HttpsAddress.ToString().TrimEnd('/') + path };
        await issuer.ServeAsync("--signing-algorithm", algorithm);
        using var admin = new ApiClient(issuer.Server.CreateClient(asAdministrator: true));
        await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"builder"}}""");
        return issuer;
    }

    private PublicIssuer(FaultyLink forwarder) => _forwarder = forwarder;

    /// <summary>Replaces the signing key; the old one is not published any more.</summary>
    public async Task ReplaceKeyAsync(string algorithm)
    {
        Assert.Equal(0, await Server.TerminateAsync());
        await Server.DisposeAsync();
        var keyFile = _folder.File("signing.key");
        await File.WriteAllTextAsync(keyFile, SigningKeyGenerator.Generate(JwtAlgorithm.Find(algorithm)!));
        await ServeAsync("--service-account-signing-key-file", keyFile);
    }

    /// <summary>Issues a token of the account <c>builder</c>.</summary>
    public async Task<string> IssueAsync(string audience)
    {
        using var admin = new ApiClient(Server.CreateClient(asAdministrator: true));
        return await admin.IssueAsync("builder", $$"""{"audiences":["{{audience}}"]}""");
    }

    /// <summary>Changes the subject of a token without changing its signature.</summary>
    public static string Tamper(string token)
    {
        var parts = token.Split('.');
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var changed = System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.UTF8.GetBytes(payload.Replace(":default:builder", ":default:another", StringComparison.Ordinal)));
        return $"{parts[0]}.{changed}.{parts[2]}";
    }

    /// <summary>A client that trusts the CA of the server, without credentials.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Server.TrustPolicy();
        return handler;
    }

    private async Task ServeAsync(string keyFlag, string keyValue)
    {
        _server = await SignetProcess.ServeAsync(
            _folder.File("data"), "--service-account-issuer", Issuer, keyFlag, keyValue, "--log-level", "warning");
        _forwarder.Target = _server.Address.Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _forwarder.DisposeAsync();
        _folder.Dispose();
    }
}
