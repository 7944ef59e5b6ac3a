using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Metrics;
using Signet.Core.Resources.Cache;
using Signet.Core.Signing;
using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Server.Authorization.Streams;
using Signet.Server.Authorization.Webhook;
using Signet.Server.Background;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Exposition;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Startup;
using Signet.Server.Outbound;
using Signet.Storage.Etcd;
using Signet.Storage.Memory;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the metrics of the server: those of rooms that count, and those that are read from services when metrics are collected.</summary>
internal static class MetricServices
{
    /// <summary>Registers the metrics.</summary>
    public static void AddMetrics(this IServiceCollection services, ServerParts parts)
    {
        ProcessMetrics.Declare(parts.Metrics);
        RuntimeMetrics.Declare(parts.Metrics);
        services.AddSingleton(parts.Metrics);
        parts.OpenedKeys.External?.Count(parts.Metrics);
        services.AddSingleton(new WebhookMetrics(parts.Metrics));
        services.AddSingleton(new WebhookAuthorizerMetrics(parts.Metrics));
        services.AddSingleton(new SigningMetrics(parts.Metrics, parts.OpenedKeys.Source));
    }

    /// <summary>Declares the metrics that are read from services.</summary>
    public static void ObserveServices(this IServiceProvider services, ServerParts parts)
    {
        var metrics = parts.Metrics;
        ObserveKeys(metrics, services.GetRequiredService<KeyList>(), parts.Time);
        var view = services.GetRequiredService<ObjectView>();
        metrics.Observe("signet_cache_revision", "The store's revision that the object cache has.", () => view.Revision.Value);
        metrics.Observe("signet_cache_age_seconds", "Time since the object cache was confirmed to have all commits; 0 with the embedded store.", () => view.Age.TotalSeconds);
        metrics.Observe("signet_unreadable_objects", "Stored objects that cannot be read.", () => view.Quarantine.Count);
        var streams = services.GetRequiredService<RunningStreams>();
        metrics.Observe("signet_watchers", "Running watches.", () => streams.Count);
        metrics.Observe(
            "signet_certificate_expiration_timestamp_seconds", "When a certificate of the server ends, in seconds since 1970.", ["certificate"],
            () => parts.Certificates.Validities.Select(one => new MetricReading(one.NotAfter.ToUnixTimeSeconds(), one.Name)));
        var background = services.GetRequiredService<BackgroundHost>();
        metrics.ObserveCounter(
            "signet_service_faults_total", "How often a background service ended while the server did not stop.", ["service"],
            () => background.Supervisors.Select(one => new MetricReading(one.Snapshot.Faults, one.Service.Name)));
        metrics.Observe("signet_leader", "1 on the replica that leads, else 0.", () => background.IsLeading ? 1 : 0);
        metrics.Observe("signet_store_info", "The kind of the store; always 1.", ["kind"], () => [new MetricReading(1, KindOf(parts.Store))]);
        metrics.Observe("signet_build_info", "The version; always 1.", ["version"], () => [new MetricReading(1, ProductVersion.Text)]);
        metrics.Observe(
            "kubernetes_build_info", "The implemented version of Kubernetes; always 1.", ["major", "minor", "git_version"],
            () => [new MetricReading(1, "1", "36", VersionEndpoint.Served)]);
    }

    private static string KindOf(IObjectStore store) => store is DelegatingStore outer ? KindOf(outer.Inner) : store switch
    {
        SqliteObjectStore => "sqlite",
        EtcdObjectStore => "etcd",
        MemoryObjectStore => "memory",
        _ => "other",
    };

    /// <summary>The id of a key is public: the JWKS has it. There are a few keys at a time.</summary>
    private static void ObserveKeys(MetricSet metrics, KeyList keys, TimeProvider time)
    {
        metrics.Observe("signet_keys", "Keys by state.", ["state"], () =>
        {
            var listed = keys.At(time.GetUtcNow());
            return Enum.GetValues<ManagedKeyState>().Select(
                state => new MetricReading(listed.Count(key => key.State == state), state.ToString().ToLowerInvariant()));
        });
        metrics.Observe("signet_key_info", "A key with its algorithm and state; always 1.", ["kid", "algorithm", "state"], () => keys.At(time.GetUtcNow()).Select(
            key => new MetricReading(1, key.KeyId, key.Algorithm.Name, key.State.ToString().ToLowerInvariant())));
        Window("signet_key_published_timestamp_seconds", "From when the JWKS has a key, in seconds since 1970.", key => key.PublishedFrom);
        Window("signet_key_safe_to_sign_timestamp_seconds", "From when every verifier has a key, in seconds since 1970.", key => key.SafeToSignFrom);
        Window("signet_key_signs_from_timestamp_seconds", "From when a key signs, in seconds since 1970.", key => key.SignsFrom);
        Window("signet_key_signs_until_timestamp_seconds", "From when a key signs no more, in seconds since 1970.", key => key.SignsUntil);
        Window("signet_key_needed_until_timestamp_seconds", "Until when tokens of a key are accepted, in seconds since 1970.", key => key.NeededUntil);

        void Window(string name, string help, Func<ListedKey, DateTimeOffset?> read) => metrics.Observe(name, help, ["kid"], () =>
            keys.At(time.GetUtcNow()).Where(key => read(key) is not null).Select(key => new MetricReading(read(key)!.Value.ToUnixTimeSeconds(), key.KeyId)));
    }
}
