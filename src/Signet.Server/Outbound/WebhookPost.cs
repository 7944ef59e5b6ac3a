using System.Net.Http.Headers;
using Signet.Core.Tracing;

namespace Signet.Server.Outbound;

/// <summary>The POST request of a webhook.</summary>
internal static class WebhookPost
{
    /// <summary>Creates a request with a JSON document.</summary>
    public static HttpRequestMessage Create(KubeconfigTarget target, ReadOnlyMemory<byte> document)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Server) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    /// <summary>Adds the target's bearer token.</summary>
    /// <exception cref="IOException">The token file cannot be read.</exception>
    public static async ValueTask AuthorizeAsync(HttpRequestMessage request, KubeconfigTarget target, CancellationToken cancellationToken)
    {
        var token = target.TokenFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim() : target.Token;
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Sends a document once. Only a 2xx answer accepts it; the body of the answer is not read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="document">The document.</param>
    /// <param name="purpose">The name of the span.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public static async ValueTask<WebhookPostResult> SendAsync(
        WebhookConnection connection, ReadOnlyMemory<byte> document, string purpose, CancellationToken cancellationToken)
    {
        var server = connection.Target.Server;
        using var request = Create(connection.Target, document);
        using var span = HttpSpan.Start(purpose, request);
        try
        {
            await AuthorizeAsync(request, connection.Target, cancellationToken).ConfigureAwait(false);
            using var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var code = (int)response.StatusCode;
            span.Answered(code);
            return new(code, response.IsSuccessStatusCode ? null : $"{server}: the response has the status code {code}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or FormatException)
        {
            span.Failed(exception);
            return new(0, $"{server}: {exception.InnerException?.Message ?? exception.Message}");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            span.Failed(exception);
            return new(0, $"{server}: no response within {connection.Http.Timeout.TotalSeconds} s");
        }
    }
}
