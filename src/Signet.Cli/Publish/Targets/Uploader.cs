using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Signet.Cli.Publish.Targets;

/// <summary>Uploads documents by HTTP PUT. A store of objects replaces an object as a whole.</summary>
/// <param name="http">The client.</param>
/// <param name="headers">Reads the headers of each request, such as credentials; they are in no message.</param>
internal sealed class Uploader(HttpClient http, Func<IReadOnlyList<KeyValuePair<string, string>>> headers)
{
    /// <summary>What was uploaded last, by address without its query, which holds a signature that changes.</summary>
    private readonly Dictionary<string, byte[]> _uploaded = new(StringComparer.Ordinal);

    /// <summary>Uploads a document, unless this process has uploaded the same to the same address.</summary>
    /// <exception cref="PublicationException">It was not uploaded.</exception>
    public async ValueTask<bool> PutAsync(Uri address, PublishedDocument document, CancellationToken cancellationToken)
    {
        var name = NameOf(address);
        var hash = SHA256.HashData(document.Content);
        if (_uploaded.TryGetValue(name, out var last) && last.AsSpan().SequenceEqual(hash))
        {
            return false;
        }

        await SendAsync(address, name, document, cancellationToken).ConfigureAwait(false);
        _uploaded[name] = hash;
        return true;
    }

    /// <summary>An address in messages: without user and query, which may be credentials.</summary>
    public static string NameOf(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private async ValueTask SendAsync(Uri address, string name, PublishedDocument document, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(document.Content) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(document.ContentType);
        message.Headers.TryAddWithoutValidation("Cache-Control", document.CacheControl);
        message.Headers.UserAgent.ParseAdd("signet-publish");
        var further = headers();
        if (further.Count > 0 && !PutAddress.IsPrivate(address))
        {
            throw new PublicationException($"{name}: the headers of --header-file would be sent without encryption; use https://", isTransient: false);
        }

        foreach (var (header, value) in further)
        {
            // A header of the file replaces the one of the document.
            message.Headers.Remove(header);
            if (!message.Headers.TryAddWithoutValidation(header, value))
            {
                message.Content.Headers.Remove(header);
                message.Content.Headers.TryAddWithoutValidation(header, value);
            }
        }

        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new PublicationException($"{name}: the PUT was answered {(int)response.StatusCode} {response.StatusCode}", IsTransient(response.StatusCode));
            }
        }
        catch (HttpRequestException exception)
        {
            throw new PublicationException($"{name} cannot be reached: {exception.InnerException?.Message ?? exception.Message}", isTransient: true, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PublicationException($"{name} has not answered within {http.Timeout.TotalSeconds} s", isTransient: true, exception);
        }
    }

    private static bool IsTransient(HttpStatusCode code) => (int)code >= 500 || code is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}
