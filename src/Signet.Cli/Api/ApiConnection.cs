using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Startup;
using Signet.Server.Outbound;

namespace Signet.Cli.Api;

/// <summary>A connection to a Kubernetes-compatible API.</summary>
/// <param name="http">The client; its base address is that of the server. Disposed with the connection.</param>
/// <param name="name">The server in messages.</param>
/// <param name="token">Reads the bearer token; an empty one sends none.</param>
internal sealed class ApiConnection(HttpClient http, string name, Func<string> token) : IDisposable
{
    /// <summary>The namespace where nothing names another one.</summary>
    public const string DefaultNamespace = "default";

    private const int MaxResponseBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>The server in messages.</summary>
    public string Name => name;

    /// <summary>The namespace of requests that name none.</summary>
    public string Namespace { get; private init; } = DefaultNamespace;

    /// <summary>Connects. Nothing is sent yet.</summary>
    /// <param name="source">Where address and credentials come from.</param>
    /// <param name="context">The context of a kubeconfig; null for the current one.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="CommandException">The kubeconfig cannot be used.</exception>
    public static ApiConnection Open(ApiSource source, string? context, ApiEnvironment environment)
    {
        if (source is ApiSource.InCluster pod)
        {
            if (context is not null)
            {
                throw new CommandException("--context needs a kubeconfig; the service account of the pod has no contexts", ExitCodes.Usage);
            }

            var (inCluster, space) = PodAccount.Read(pod, environment);
            return Open(inCluster, space);
        }

        var (target, defaultNamespace) = ApiContexts.Read((ApiSource.Files)source).Open(context);
        return Open(target, defaultNamespace);
    }

    /// <summary>Creates an object.</summary>
    /// <param name="path">The path below the server's URL, without a slash at the beginning.</param>
    /// <param name="body">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandException">There is no answer.</exception>
    public Task<ApiResponse> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) => PostAsync(path, body, "", cancellationToken);

    /// <summary>Creates an object.</summary>
    /// <param name="path">The path below the server's URL, without a slash at the beginning.</param>
    /// <param name="body">The object.</param>
    /// <param name="consequence">What follows when there is no answer: the end of the message.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandException">There is no answer.</exception>
    public async Task<ApiResponse> PostAsync(string path, JsonObject body, string consequence, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await SendAsync(message, consequence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the metadata of the objects of a list (PartialObjectMetadataList): names, and no data of secrets.</summary>
    /// <param name="path">The path below the server's URL, without a slash at the beginning.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandException">There is no answer.</exception>
    public async Task<ApiResponse> GetMetadataAsync(string path, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.Accept.ParseAdd("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        return await SendAsync(message, "", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="path">The path below the server's URL, without a slash at the beginning.</param>
    /// <param name="accept">The media type.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandException">There is no answer.</exception>
    public async Task<ApiResponse> GetAsync(string path, string accept, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.Accept.ParseAdd(accept);
        return await SendAsync(message, "", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<ApiResponse> SendAsync(HttpRequestMessage message, string consequence, CancellationToken cancellationToken)
    {
        try
        {
            message.Headers.UserAgent.ParseAdd($"signet/{ProductVersion.Text}");
            if (token() is { Length: > 0 } bearer)
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }

            using var response = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new ApiResponse(response.StatusCode, content, WarningHeader.Read(response));
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException(ConnectionFault.Describe(name, exception) + consequence, inner: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{name} has not answered within {http.Timeout.TotalSeconds} s{consequence}", inner: exception);
        }
        catch (FormatException exception)
        {
            // A token with a line break or another character that a header cannot have.
            throw new CommandException("the token of the kubeconfig has characters that a token cannot have", ExitCodes.Usage, exception);
        }
    }

    private static ApiConnection Open(KubeconfigTarget target, string defaultNamespace)
    {
        var http = target.CreateClient(MaxResponseBytes, Timeout);
        http.BaseAddress = target.Server.OriginalString.EndsWith('/') ? target.Server : new Uri(target.Server.OriginalString + "/");
        return new ApiConnection(http, target.Server.OriginalString, () => TokenOf(target)) { Namespace = defaultNamespace };
    }

    private static string TokenOf(KubeconfigTarget target)
    {
        if (target.TokenFile is not { } file)
        {
            return target.Token;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the token file of the kubeconfig cannot be read: {exception.Message}", ExitCodes.Usage, exception);
        }
    }
}
