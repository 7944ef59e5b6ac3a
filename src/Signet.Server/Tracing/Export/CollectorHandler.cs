using System.Globalization;

namespace Signet.Server.Tracing.Export;

/// <summary>Sends the requests of the exporter, and keeps why the last one failed: the exporter itself does not tell.</summary>
internal sealed class CollectorHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private volatile string _fault = "";

    /// <summary>Why the last request failed; empty after a success. Has nothing of what was sent.</summary>
    public string Fault => _fault;

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Note(base.Send(request, cancellationToken));
        }
        catch (Exception exception)
        {
            _fault = Describe(exception);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Note(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            _fault = Describe(exception);
            throw;
        }
    }

    private static string Describe(Exception exception) => exception switch
    {
        OperationCanceledException => "no response within the time limit",
        _ => exception.InnerException?.Message ?? exception.Message,
    };

    private HttpResponseMessage Note(HttpResponseMessage response)
    {
        _fault = response.IsSuccessStatusCode ? "" : string.Create(CultureInfo.InvariantCulture, $"the response has the status code {(int)response.StatusCode}");
        return response;
    }
}
