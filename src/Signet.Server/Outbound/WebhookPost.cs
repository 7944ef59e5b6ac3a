using System.Net.Http.Headers;

namespace Signet.Server.Outbound;

/// <summary>The POST request of a webhook.</summary>
internal static class WebhookPost
{
    /// <summary>Creates a request with a JSON document and the target's bearer token.</summary>
    /// <exception cref="IOException">The token file cannot be read.</exception>
    public static async ValueTask<HttpRequestMessage> CreateAsync(
        KubeconfigTarget target, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var token = target.TokenFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim() : target.Token;
        var request = new HttpRequestMessage(HttpMethod.Post, target.Server) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    /// <summary>Sends a document once. Only a 2xx answer accepts it; the body of the answer is not read.</summary>
    public static async ValueTask<WebhookPostResult> SendAsync(
        WebhookConnection connection, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var server = connection.Target.Server;
        try
        {
            using var request = await CreateAsync(connection.Target, document, cancellationToken).ConfigureAwait(false);
            using var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var code = (int)response.StatusCode;
            return new(code, response.IsSuccessStatusCode ? null : $"{server}: the response has the status code {code}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or FormatException)
        {
            return new(0, $"{server}: {exception.InnerException?.Message ?? exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(0, $"{server}: no response within {connection.Http.Timeout.TotalSeconds} s");
        }
    }
}
