using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Signet.Aspire.Hosting;

/// <summary>Adds Signet servers to an AppHost, and refers to them.</summary>
public static class SignetBuilderExtensions
{
    private const string DefaultNamespace = "default";

    /// <summary>Adds a server. It runs in the process of the AppHost, and is no part of a deployment.</summary>
    /// <param name="builder">The AppHost.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="port">The port on 127.0.0.1; null for a free one.</param>
    public static IResourceBuilder<SignetResource> AddSignet(this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new SignetResource(name) { Port = port ?? 0 };
        var check = $"{name}_readyz";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new ReadinessCheck(resource), failureStatus: null, tags: null));
        builder.Services.TryAddSingleton<SignetLifetime>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SignetShutdown>());
        return builder.AddResource(resource)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Signet", Properties = [], State = KnownResourceStates.NotStarted })
            .WithIconName("Key")
            .WithHealthCheck(check)
            .ExcludeFromManifest()
            .OnInitializeResource((started, initialize, cancellationToken) =>
                initialize.Services.GetRequiredService<SignetLifetime>().StartAsync(started, initialize, cancellationToken));
    }

    /// <summary>Makes a service account at the start.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The name of the account.</param>
    /// <param name="namespace">Its namespace, which is made, too.</param>
    public static IResourceBuilder<SignetResource> WithServiceAccount(
        this IResourceBuilder<SignetResource> builder, string name, string @namespace = DefaultNamespace)
    {
        GetAccount(builder, name, audience: null, @namespace);
        return builder;
    }

    /// <summary>A service account, which is made at the start, with a token for an audience.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The name of the account.</param>
    /// <param name="audience">What the token is for; null for the server itself.</param>
    /// <param name="namespace">The namespace of the account, which is made, too.</param>
    public static SignetAccount GetAccount(
        this IResourceBuilder<SignetResource> builder, string name, string? audience = null, string @namespace = DefaultNamespace)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        return builder.Resource.Add(new SignetAccount(builder.Resource, name, @namespace, audience is null ? [] : [audience]));
    }

    /// <summary>
    /// Gives a resource what it needs to verify tokens: <c>SERVICE_ACCOUNT_ISSUER</c> (the issuer URL) and <c>SERVICE_ACCOUNT_CA_FILE</c> (the CA
    /// certificate of the server). The resource starts when the server runs.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="signet">The server.</param>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<SignetResource> signet)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signet);
        return builder.WithSignet(signet.Resource, account: null);
    }

    /// <summary>
    /// Gives a resource the token of an account: <c>SERVICE_ACCOUNT_TOKEN_FILE</c>, whose content is renewed, besides <c>SERVICE_ACCOUNT_ISSUER</c> and
    /// <c>SERVICE_ACCOUNT_CA_FILE</c>. The resource starts when the server runs.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="account">The account.</param>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, SignetAccount account)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        return builder.WithSignet(account.Resource, account);
    }

    private static IResourceBuilder<T> WithSignet<T>(this IResourceBuilder<T> builder, SignetResource signet, SignetAccount? account)
        where T : IResourceWithEnvironment => builder
        .WithReferenceRelationship(signet)
        .WithEnvironment(async context =>
        {
            if (!context.ExecutionContext.IsRunMode)
            {
                // A deployment has an issuer of its own.
                return;
            }

            var running = await signet.Running.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            context.EnvironmentVariables["SERVICE_ACCOUNT_ISSUER"] = running.Issuer;
            context.EnvironmentVariables["SERVICE_ACCOUNT_CA_FILE"] = running.CaFile;
            if (account is not null)
            {
                context.EnvironmentVariables["SERVICE_ACCOUNT_TOKEN_FILE"] = running.TokenFileOf(account);
            }
        });
}
