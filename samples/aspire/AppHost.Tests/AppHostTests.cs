using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Tests;

/// <summary>The AppHost with its real programs: tokens from the file of the worker are verified by the vault.</summary>
public sealed class AppHostTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private DistributedApplication _application = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>();
        _application = await builder.BuildAsync();
        await _application.StartAsync().WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    [Fact]
    public async Task Worker_TokenFile_IsAcceptedByTheVault()
    {
        await UntilHealthyAsync("worker");
        using var worker = _application.CreateHttpClient("worker", "http");

        Assert.Equal("200 system:serviceaccount:default:builder", await worker.GetStringAsync("/"));
    }

    [Fact]
    public async Task Vault_WithoutToken_Refuses()
    {
        await UntilHealthyAsync("vault");
        using var vault = _application.CreateHttpClient("vault", "http");

        Assert.Equal(401, (int)(await vault.GetAsync("/secret")).StatusCode);
    }

    /// <summary>What the dashboard shows: the state, the health by /readyz, the endpoint.</summary>
    [Fact]
    public async Task Signet_Dashboard_HasStateHealthAndEndpoint()
    {
        var seen = await UntilHealthyAsync("signet");

        Assert.Equal(KnownResourceStates.Running, seen.State?.Text);
        Assert.Equal("Signet", seen.ResourceType);
        Assert.Contains(seen.Urls, url => url.Url.StartsWith("https://127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(seen.Properties, property => property.Name == "Accounts" && property.Value is "default/builder");
        Assert.Contains(seen.HealthReports, report => report.Name == "signet_readyz");
    }

    /// <summary>The end of the AppHost ends the server and removes the files.</summary>
    [Fact]
    public async Task Stop_Files_AreRemovedAndTheServerHasEnded()
    {
        var seen = await UntilHealthyAsync("signet");
        var model = _application.Services.GetRequiredService<DistributedApplicationModel>();
        var worker = model.Resources.OfType<ProjectResource>().Single(each => each.Name == "worker");
        var variables = await ExecutionConfigurationBuilder.Create(worker).WithEnvironmentVariablesConfig().BuildAsync(
            _application.Services.GetRequiredService<DistributedApplicationExecutionContext>());
        var files = variables.EnvironmentVariables
            .Where(variable => variable.Key is "SERVICE_ACCOUNT_TOKEN_FILE" or "SERVICE_ACCOUNT_CA_FILE")
            .Select(variable => variable.Value)
            .ToList();
        Assert.Equal(2, files.Count);
        Assert.All(files, file => Assert.True(File.Exists(file)));

        await _application.StopAsync().WaitAsync(Limit);

        Assert.All(files, file => Assert.False(Directory.Exists(Path.GetDirectoryName(file))));
        using var http = new HttpClient();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(seen.Urls[0].Url));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
    }

    private async Task<CustomResourceSnapshot> UntilHealthyAsync(string resource) =>
        (await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(Limit)).Snapshot;
}
