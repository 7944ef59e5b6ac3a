using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Dispatch;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Plans;
using Signet.Server.Http.Outcomes;

namespace Signet.TestHost;

/// <summary>
/// A real Signet server in the process of a test: HTTPS on a free port of the loopback address, everything in memory, no files, ES256 keys. It shares nothing
/// with other servers, so that tests can run in parallel with a server each. Disposing it stops it.
/// </summary>
public sealed class SignetTestServer : IAsyncDisposable
{
    private readonly SignetServer _server;
    private readonly DueKeys _due;
    private readonly TestClients _clients;
    private readonly AdministratorApi _api;
    private readonly TestObjects _objects;
    private readonly TestKeys _keys;
    private bool _isDisposed;

    private SignetTestServer(SignetServer server, TestTime time, TestOrigin origin, DueKeys due)
    {
        (_server, Time, _due, _clients) = (server, time, due, new TestClients(server));
        CertificateAuthorityPem = server.CaBundlePem ?? throw new ArgumentException("the serving certificate of a test server is its own");
        CertificateAuthority = X509Certificate2.CreateFromPem(CertificateAuthorityPem);
        _api = new AdministratorApi(_clients.CreateAdministrator(origin.UserAgent));
        (_objects, _keys) = (new TestObjects(_api), new TestKeys(_api, time));
    }

    /// <summary>The URL of the server: <c>https://127.0.0.1:41234</c>.</summary>
    public Uri Address => _server.Address;

    /// <summary>The issuer of tokens (<c>iss</c>): <see cref="Address"/> without a trailing slash, unless the options name another one.</summary>
    public string Issuer => _server.Issuer;

    /// <summary>The CA certificate that clients verify the server with. Disposed with the server.</summary>
    public X509Certificate2 CertificateAuthority { get; }

    /// <summary>The CA certificate in PEM.</summary>
    public string CertificateAuthorityPem { get; }

    /// <summary>The kubeconfig of the administrator, a member of <c>system:masters</c>. It contains a private key.</summary>
    public string Kubeconfig => _server.AdministratorKubeconfig;

    /// <summary>The client certificate of the administrator, with its private key. Disposed with the server.</summary>
    public X509Certificate2 AdministratorCertificate => _server.AdministratorCertificate;

    /// <summary>The clock of tokens and keys, which a test can advance.</summary>
    public TestTime Time { get; }

    /// <summary>Faults of the server.</summary>
    public FaultSet Faults { get; private init; } = new();

    /// <summary>The requests of clients.</summary>
    public RequestJournal Requests { get; private init; } = new();

    /// <summary>Starts a server; it accepts requests when the task completes.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start, not the server.</param>
    /// <exception cref="ArgumentException">The options name a store outside of the process.</exception>
    /// <exception cref="Signet.Server.Hosting.Startup.StartupException">The server cannot start because of the settings or the machine.</exception>
    public static async Task<SignetTestServer> StartAsync(SignetTestServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SignetTestServerOptions();
        var (time, origin, faults, requests) = (new TestTime(), new TestOrigin(), new FaultSet(), new RequestJournal());
        var due = new DueKeys(time);
        var builder = new SignetServerBuilder(options.ToServerOptions())
        {
            Time = time,
            CertificateLifetime = TestTime.CertificateLifetime,
            Logging = options.Logging is { } logging ? new LoggingPlan.Shared(logging) : new LoggingPlan.None(),
            Lifetime = new LifetimePlan { DrainTimeout = TimeSpan.FromSeconds(1) },
            MoreServices = services =>
            {
                services.AddSingleton<IEndpoint>(provider => new FaultyEndpoint(provider.GetRequiredService<Dispatcher>(), faults, origin));
                services.AddSingleton<IRequestObserver>(new RequestJournal.Observer());
                services.AddSingleton<IStartupFilter>(new RequestHooks(requests, origin, due));
            },
        };
        var server = await builder.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            due.Use(server.Parts.ManagedKeys);
            return new SignetTestServer(server, time, origin, due) { Faults = faults, Requests = requests };
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes <see cref="Kubeconfig"/> to a file with the mode 0600, for <c>KUBECONFIG</c> of kubectl and clients.</summary>
    /// <param name="path">The path; an existing file is replaced.</param>
    public void WriteKubeconfig(string path) => KubeconfigFile.Write(path, Kubeconfig);

    /// <summary>Makes a handler that trusts the CA of the server, such as for <c>JwtBearerOptions.BackchannelHttpHandler</c>.</summary>
    public SocketsHttpHandler CreateHandler() => _clients.CreateHandler();

    /// <summary>Makes a client with the certificate of the administrator. Its requests are recorded and meet faults.</summary>
    public HttpClient CreateClient() => _clients.CreateAdministrator();

    /// <summary>Makes a client with a bearer token. Its requests are recorded and meet faults.</summary>
    /// <param name="token">The token.</param>
    public HttpClient CreateClient(string token) => _clients.CreateBearer(token);

    /// <summary>Creates a service account, and its namespace when that does not exist. Returns an account that exists already.</summary>
    /// <param name="name">The name.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TestAccount> CreateAccountAsync(string name, string @namespace = "default", CancellationToken cancellationToken = default) =>
        _objects.CreateAccountAsync(name, @namespace, cancellationToken);

    /// <summary>Creates a pod of an account, for tokens that end with it.</summary>
    /// <param name="account">The account, which is also that of the tokens.</param>
    /// <param name="name">The name.</param>
    /// <param name="node">A node that the pod is bound to: its tokens name it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TestObject> CreatePodAsync(TestAccount account, string name, TestObject? node = null, CancellationToken cancellationToken = default) =>
        _objects.CreatePodAsync(account, name, node, cancellationToken);

    /// <summary>Creates an empty secret, for tokens that end with it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="namespace">The namespace, that of the account.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TestObject> CreateSecretAsync(string name, string @namespace = "default", CancellationToken cancellationToken = default) =>
        _objects.CreateSecretAsync(name, @namespace, cancellationToken);

    /// <summary>Creates a node, for tokens that end with it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TestObject> CreateNodeAsync(string name, CancellationToken cancellationToken = default) => _objects.CreateNodeAsync(name, cancellationToken);

    /// <summary>Deletes an object or an account, without a grace period: its tokens are refused from now on.</summary>
    /// <param name="value">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task DeleteAsync(TestObject value, CancellationToken cancellationToken = default) => _objects.DeleteAsync(value, cancellationToken);

    /// <summary>Issues a token by a TokenRequest.</summary>
    /// <param name="account">The account.</param>
    /// <param name="audience">The audience; null for that of the server itself.</param>
    /// <param name="lifetime">The lifetime, at least 10 minutes; null for an hour.</param>
    /// <param name="boundTo">The pod, secret or node that the token ends with.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SignetTestException">The server refuses it.</exception>
    public Task<IssuedToken> IssueAsync(
        TestAccount account,
        string? audience = null,
        TimeSpan? lifetime = null,
        TestObject? boundTo = null,
        CancellationToken cancellationToken = default) =>
        _objects.IssueAsync(account, audience is null ? [] : [audience], lifetime, boundTo, cancellationToken);

    /// <summary>Issues a token with several audiences.</summary>
    /// <param name="account">The account.</param>
    /// <param name="audiences">The audiences.</param>
    /// <param name="lifetime">The lifetime, at least 10 minutes; null for an hour.</param>
    /// <param name="boundTo">The pod, secret or node that the token ends with.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SignetTestException">The server refuses it.</exception>
    public Task<IssuedToken> IssueForAudiencesAsync(
        TestAccount account,
        IReadOnlyList<string> audiences,
        TimeSpan? lifetime = null,
        TestObject? boundTo = null,
        CancellationToken cancellationToken = default) =>
        _objects.IssueAsync(account, audiences, lifetime, boundTo, cancellationToken);

    /// <summary>Asks the server by a TokenReview whether it accepts a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">The audience that the token has to have; null for that of the server itself.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<TokenReviewResult> ReviewAsync(string token, string? audience = null, CancellationToken cancellationToken = default) =>
        _objects.ReviewAsync(token, audience, cancellationToken);

    /// <summary>Reads the managed signing keys.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<IReadOnlyList<TestKey>> ListKeysAsync(CancellationToken cancellationToken = default) => _keys.ListAsync(cancellationToken);

    /// <summary>
    /// Publishes the next signing key, as <c>signet keys rotate</c> does. It signs after the publication lead (a day by default): advance the clock.
    /// </summary>
    /// <param name="immediately">
    /// Whether the key signs at once. Verifiers with a cached JWKS refuse its tokens until they fetch the JWKS again.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The next key, with the time from which it signs.</returns>
    public Task<TestKey> RotateKeysAsync(bool immediately = false, CancellationToken cancellationToken = default) =>
        _keys.RotateAsync(immediately, cancellationToken);

    /// <summary>Revokes a signing key: the server refuses its tokens from now on, the JWKS loses it, and another key signs.</summary>
    /// <param name="keyId">The key: <see cref="IssuedToken.KeyId"/> or <see cref="TestKey.KeyId"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task RevokeKeyAsync(string keyId, CancellationToken cancellationToken = default) => _keys.RevokeAsync(keyId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _api.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        CertificateAuthority.Dispose();
        _due.Dispose();
    }
}
