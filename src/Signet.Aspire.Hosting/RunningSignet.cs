using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Client;
using Signet.Client.TokenFiles;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;

namespace Signet.Aspire.Hosting;

/// <summary>A started server, with its files for programs in a folder that only the user can open. Disposing ends the server and removes the files.</summary>
internal sealed class RunningSignet : IAsyncDisposable
{
    private readonly SignetServer _server;
    private readonly string _folder;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<TokenRequestSource> _sources = [];
    private readonly List<(SignetAccount Account, TokenFileWriter Writer, string Path)> _writers = [];
    private readonly List<Task> _renewals = [];

    private RunningSignet(SignetServer server)
    {
        _server = server;
        _folder = Directory.CreateTempSubdirectory("signet-aspire-").FullName;
        CaFile = Path.Combine(_folder, "ca.crt");
        Client = CreateClient(server);
    }

    /// <summary>The URL of the server.</summary>
    public Uri Address => _server.Address;

    /// <summary>The issuer of tokens (<c>iss</c>).</summary>
    public string Issuer => _server.Issuer;

    /// <summary>The file of the CA certificate, PEM.</summary>
    public string CaFile { get; }

    /// <summary>A client with the credentials of the administrator.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a server, makes the accounts and writes the files.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="logs">Gets the log of the server.</param>
    /// <param name="logger">Gets what is said of token files.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<RunningSignet> StartAsync(SignetResource resource, ILoggerFactory logs, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new ServerOptions
        {
            Listener = new ListenerOptions { SecurePort = resource.Port },
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
        };
        var server = await new SignetServerBuilder(options) { Logging = new LoggingPlan.Shared(logs) }.StartAsync(cancellationToken).ConfigureAwait(false);
        var running = new RunningSignet(server);
        try
        {
            await File.WriteAllTextAsync(running.CaFile, server.CaBundlePem, cancellationToken).ConfigureAwait(false);
            foreach (var account in resource.Accounts)
            {
                await running.AddAsync(account, logger, cancellationToken).ConfigureAwait(false);
            }

            return running;
        }
        catch
        {
            await running.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The token file of an account.</summary>
    public string TokenFileOf(SignetAccount account) => _writers.Single(writer => writer.Account.IsSameAs(account)).Path;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_renewals).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (_, writer, _) in _writers)
        {
            writer.Dispose();
        }

        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        Client.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
        _ending.Dispose();
    }

    private static HttpClient CreateClient(SignetServer server)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(server.CaBundlePem);
        handler.SslOptions.ClientCertificates = [server.AdministratorCertificate];
        return new HttpClient(handler) { BaseAddress = server.Address };
    }

    private async Task AddAsync(SignetAccount account, ILogger logger, CancellationToken cancellationToken)
    {
        await CreateAsync("api/v1/namespaces", "Namespace", account.Namespace, cancellationToken).ConfigureAwait(false);
        var accounts = $"api/v1/namespaces/{Uri.EscapeDataString(account.Namespace)}/serviceaccounts";
        await CreateAsync(accounts, "ServiceAccount", account.Name, cancellationToken).ConfigureAwait(false);
        var source = new TokenRequestSource(Client, new TokenRequestOptions
        {
            ApiServer = Address,
            Namespace = account.Namespace,
            ServiceAccount = account.Name,
            Audiences = account.Audiences,
        });
        _sources.Add(source);
        var path = Path.Combine(_folder, $"token-{_writers.Count}");
        var options = new TokenFileWriterOptions { OnFailure = exception => Log.TokenNotRenewed(logger, account.Name, exception) };
        var writer = new TokenFileWriter(source, path, options);
        _writers.Add((account, writer, path));
        await writer.WriteAsync(cancellationToken).ConfigureAwait(false);
        _renewals.Add(writer.RunAsync(_ending.Token));
    }

    /// <summary>Creates an object that may exist.</summary>
    private async Task CreateAsync(string path, string kind, string name, CancellationToken cancellationToken)
    {
        var document = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };
        using var response = await Client.PostAsJsonAsync(path, document, cancellationToken).ConfigureAwait(false);
        if (response is { IsSuccessStatusCode: false, StatusCode: not HttpStatusCode.Conflict })
        {
            var status = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken).ConfigureAwait(false);
            throw new InvalidOperationException($"the {kind} {name} cannot be made: {status?["message"]}");
        }
    }
}
