using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Signet.Aspire.Hosting;

/// <summary>The health of a server: its <c>/readyz</c>, over HTTPS with its CA certificate.</summary>
internal sealed class ReadinessCheck(SignetResource resource) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!resource.Running.IsCompletedSuccessfully)
        {
            return HealthCheckResult.Unhealthy("the server has not been started");
        }

        var running = await resource.Running.ConfigureAwait(false);
        try
        {
            using var response = await running.Client.GetAsync("readyz", cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message, exception);
        }
    }
}
