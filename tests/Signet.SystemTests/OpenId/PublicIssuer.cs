using Signet.Testing;

namespace Signet.SystemTests.OpenId;

/// <summary>A fresh server as relying parties see it: at the address of its issuer, which was known before it started, and without credentials.</summary>
internal sealed class PublicIssuer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PortForwarder _forwarder;
    private SignetProcess? _server;

    /// <summary>The issuer, with its path.</summary>
    public required string Issuer { get; init; }

    /// <summary>The server.</summary>
    public SignetProcess Server => _server ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>The file with the authority of its certificate.</summary>
    public string AuthorityFile => Path.Combine(Server.DataDirectory, "ca.crt");

    /// <summary>Starts one.</summary>
    /// <param name="path">What follows host and port in the issuer.</param>
    /// <param name="algorithm">Of its key.</param>
    public static async Task<PublicIssuer> StartAsync(string path, string algorithm = "RS256")
    {
        var forwarder = PortForwarder.Start();
        var issuer = new PublicIssuer(forwarder) { Issuer = forwarder.Address.ToString().TrimEnd('/') + path };
        await issuer.ServeAsync(algorithm);
        using var admin = new ApiClient(issuer.Server.CreateClient(asAdministrator: true));
        await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"builder"}}""");
        return issuer;
    }

    private PublicIssuer(PortForwarder forwarder) => _forwarder = forwarder;

    /// <summary>Takes a new key, without the old one.</summary>
    public async Task ReplaceKeyAsync(string algorithm)
    {
        Assert.Equal(0, await Server.TerminateAsync());
        await Server.DisposeAsync();
        File.Delete(Path.Combine(Server.DataDirectory, "service-account.key"));
        await ServeAsync(algorithm);
    }

    /// <summary>A token of the account <c>builder</c>.</summary>
    public async Task<string> IssueAsync(string audience)
    {
        using var admin = new ApiClient(Server.CreateClient(asAdministrator: true));
        return await admin.IssueAsync("builder", $$"""{"audiences":["{{audience}}"]}""");
    }

    /// <summary>Another subject under the same signature.</summary>
    public static string Tamper(string token)
    {
        var parts = token.Split('.');
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var changed = System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.UTF8.GetBytes(payload.Replace(":default:builder", ":default:another", StringComparison.Ordinal)));
        return $"{parts[0]}.{changed}.{parts[2]}";
    }

    /// <summary>Trusts the server's authority; has no credentials.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Server.TrustPolicy();
        return handler;
    }

    private async Task ServeAsync(string algorithm)
    {
        _server = await SignetProcess.ServeAsync(
            _folder.File("data"), "--service-account-issuer", Issuer, "--signing-algorithm", algorithm, "--log-level", "warning");
        _forwarder.Target = _server.Address;
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
