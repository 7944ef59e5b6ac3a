using System.Text.Json.Nodes;
using k8s;
using Signet.Server.Hosting.Settings;
using Signet.Testing;

namespace Signet.SystemTests.Packages;

/// <summary>Every rendering of the chart: types of Kubernetes, references between objects, the restricted pod security standard, and settings.</summary>
public sealed class HelmChartTests(HelmChart chart) : IClassFixture<HelmChart>, IDisposable
{
    /// <summary>The fields that the chart uses of ServiceMonitor (prometheus-operator) and Certificate (cert-manager), from their definitions.</summary>
    private static readonly Dictionary<string, string[]> CustomFields = new(StringComparer.Ordinal)
    {
        ["monitoring.coreos.com/v1 ServiceMonitor"] = [
            "endpoints", "endpoints.authorization", "endpoints.authorization.credentials", "endpoints.authorization.credentials.key",
            "endpoints.authorization.credentials.name", "endpoints.authorization.type", "endpoints.interval", "endpoints.path", "endpoints.port", "endpoints.scheme",
            "endpoints.tlsConfig", "endpoints.tlsConfig.ca", "endpoints.tlsConfig.ca.secret", "endpoints.tlsConfig.ca.secret.key", "endpoints.tlsConfig.ca.secret.name",
            "endpoints.tlsConfig.serverName", "selector", "selector.matchLabels"],
        ["cert-manager.io/v1 Certificate"] = [
            "commonName", "dnsNames", "ipAddresses", "issuerRef", "issuerRef.group", "issuerRef.kind", "issuerRef.name", "privateKey", "privateKey.algorithm",
            "privateKey.rotationPolicy", "privateKey.size", "secretName", "usages"],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Combinations_All_AreRendered() => Assert.Equal((4 * 3 * 4) + (2 * 4 * 2 * 4), chart.Releases.Count);

    [Fact]
    public void Objects_All_HaveOnlyFieldsOfTheirKind() => OfEach(release =>
    {
        foreach (var one in release.Objects)
        {
            var kind = $"{one["apiVersion"]} {HelmRelease.KindOf(one)}";
            if (CustomFields.TryGetValue(kind, out var fields))
            {
                Assert.DoesNotContain(
                    PathsOf(one["spec"]!, "").Except(fields), path => !path.StartsWith("selector.matchLabels.", StringComparison.Ordinal));
            }
            else
            {
                // The generated types of Kubernetes' own API description; strict refuses unknown fields.
                Assert.Single(KubernetesYaml.LoadAllFromString(one.ToJsonString(), null, strict: true));
            }
        }
    });

    [Fact]
    public void Objects_Kinds_FollowTheValues() => OfEach(release =>
    {
        Assert.Equal(release.HasEtcd ? "Deployment" : "StatefulSet", HelmRelease.KindOf(release.Workload));
        var replicas = release.Workload["spec"]!["replicas"]!.GetValue<int>();
        Assert.Equal(!release.HasEtcd ? 1 : release.Values["replicas"]?.GetValue<int>() ?? 3, replicas);
        Assert.Equal(replicas > 1 && release.Values["podDisruptionBudget"] is null ? 1 : 0, release.Of("PodDisruptionBudget").Count);
        Assert.Equal(release.Values["serviceAccount"] is null ? 1 : 0, release.Of("ServiceAccount").Count);
        Assert.Equal(release.Values["tls"]?["certManager"] is null ? 0 : 1, release.Of("Certificate").Count);
        Assert.Equal(release.Values["serviceMonitor"] is null ? 0 : 1, release.Of("ServiceMonitor").Count);
        Assert.Equal(release.Values["publicDocuments"] is null ? 1 : 2, release.Of("Service").Count);
        Assert.Equal(release.Values["networkPolicy"]?["enabled"] is null ? 1 : 0, release.Of("NetworkPolicy").Count);
        Assert.DoesNotContain(release.Objects, one => HelmRelease.KindOf(one).Contains("Role", StringComparison.Ordinal));
    });

    [Fact]
    public void Names_All_AreUniqueAndShort() => OfEach(release =>
    {
        var names = release.Objects.Select(one => $"{HelmRelease.KindOf(one)} {one["metadata"]!["name"]}").ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(release.Objects, one => Assert.InRange(one["metadata"]!["name"]!.GetValue<string>().Length, 1, 63));
        Assert.All(release.Objects, one => Assert.Equal("auth", one["metadata"]!["namespace"]!.GetValue<string>()));
    });

    [Fact]
    public void Selectors_All_FindThePods() => OfEach(release =>
    {
        var labels = release.Template["metadata"]!["labels"]!.AsObject();
        var selectors = new[] { release.Workload["spec"]!["selector"]!["matchLabels"]! }
            .Concat(release.Of("Service").Select(one => one["spec"]!["selector"]!))
            .Concat(release.Of("NetworkPolicy").Select(one => one["spec"]!["podSelector"]!["matchLabels"]!))
            .Concat(release.Of("PodDisruptionBudget").Select(one => one["spec"]!["selector"]!["matchLabels"]!));
        Assert.All(selectors, selector => AssertSelects(selector.AsObject(), labels));

        // The monitor selects the Service of the API, and not that of the public documents.
        foreach (var monitor in release.Of("ServiceMonitor"))
        {
            var selector = monitor["spec"]!["selector"]!["matchLabels"]!.AsObject();
            var found = release.Of("Service").Where(one => selector.All(pair => one["metadata"]!["labels"]![pair.Key]?.ToString() == pair.Value!.ToString()));
            Assert.Equal("https", found.Single()["spec"]!["ports"]!.AsArray().Single()!["name"]!.ToString());
        }
    });

    [Fact]
    public void Ports_All_AreOfTheContainer() => OfEach(release =>
    {
        var ports = release.Container["ports"]!.AsArray().Select(port => port!["name"]!.ToString()).ToList();
        Assert.Equal(release.Values["publicDocuments"] is null ? ["https"] : ["https", "public"], ports);
        Assert.All(release.Of("Service"), service => Assert.All(service["spec"]!["ports"]!.AsArray(), port => Assert.Contains(port!["targetPort"]!.ToString(), ports)));
        foreach (var policy in release.Of("NetworkPolicy"))
        {
            Assert.Equal(ports, policy["spec"]!["ingress"]!.AsArray().SelectMany(rule => rule!["ports"]!.AsArray()).Select(port => port!["port"]!.ToString()));
        }

        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            var request = release.Container[probe]!["httpGet"]!;
            Assert.Equal(("https", "HTTPS"), (request["port"]!.ToString(), request["scheme"]!.ToString()));
            Assert.Equal(probe == "livenessProbe" ? "/livez" : "/readyz", request["path"]!.ToString());
        }
    });

    [Fact]
    public void Volumes_All_AreMountedAndHaveTheFilesOfTheSettings() => OfEach(release =>
    {
        var volumes = release.Pod["volumes"]!.AsArray().Select(one => one!.AsObject())
            .Concat(release.Workload["spec"]!["volumeClaimTemplates"]?.AsArray().Select(one => one!["metadata"]!.AsObject()) ?? [])
            .ToDictionary(one => one["name"]!.ToString(), StringComparer.Ordinal);
        var mounts = release.Container["volumeMounts"]!.AsArray().ToDictionary(one => one!["mountPath"]!.ToString(), one => one!["name"]!.ToString(), StringComparer.Ordinal);
        Assert.Equal(volumes.Keys.Order(), mounts.Values.Order());
        foreach (var file in FilesOf(release.Config))
        {
            var volume = volumes[mounts[Path.GetDirectoryName(file)!]];
            Assert.Equal(288, volume["secret"]!["defaultMode"]!.GetValue<int>());
        }

        // What the server writes is in the two volumes without the mark.
        Assert.Equal(
            ["/tmp", "/var/lib/signet"],
            release.Container["volumeMounts"]!.AsArray().Where(one => one!["readOnly"]?.GetValue<bool>() != true).Select(one => one!["mountPath"]!.ToString()).Order());
        Assert.StartsWith("/var/lib/signet/", release.Container["args"]![4]!.ToString(), StringComparison.Ordinal);
    });

    /// <summary>The profile restricted of the pod security standards, and a root file system that cannot be written.</summary>
    [Fact]
    public void Pods_All_AreRestricted() => OfEach(release =>
    {
        string[] allowed = ["configMap", "emptyDir", "secret"];
        Assert.All(release.Pod["volumes"]!.AsArray(), volume => Assert.Single(volume!.AsObject().Select(pair => pair.Key).Intersect(allowed)));
        Assert.All((string[])["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "initContainers", "ephemeralContainers"], field => Assert.Null(release.Pod[field]));
        var pod = release.Pod["securityContext"]!;
        Assert.True(pod["runAsNonRoot"]!.GetValue<bool>());
        Assert.NotEqual(0, pod["runAsUser"]!.GetValue<int>());
        Assert.Equal("RuntimeDefault", pod["seccompProfile"]!["type"]!.ToString());
        Assert.Equal("OnRootMismatch", pod["fsGroupChangePolicy"]!.ToString());
        var container = release.Container["securityContext"]!;
        Assert.False(container["allowPrivilegeEscalation"]!.GetValue<bool>());
        Assert.False(container["privileged"]!.GetValue<bool>());
        Assert.True(container["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.Equal("""{"drop":["ALL"]}""", container["capabilities"]!.ToJsonString());
        Assert.False(release.Pod["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.False(release.Pod["enableServiceLinks"]!.GetValue<bool>());
        Assert.NotNull(release.Container["resources"]!["limits"]!["memory"]);
        Assert.All(release.Container["ports"]!.AsArray(), port => Assert.Null(port!["hostPort"]));
        var waits = release.Container["lifecycle"]?["preStop"]!["sleep"]!["seconds"]!.GetValue<int>() ?? 0;
        Assert.True(release.Pod["terminationGracePeriodSeconds"]!.GetValue<int>() > waits + 30);
    });

    /// <summary>The server knows every setting of every rendering.</summary>
    [Fact]
    public void Settings_All_AreLoaded() => OfEach(release =>
    {
        var path = _folder.File("signet.yaml");
        File.WriteAllText(path, release.Config);
        var options = SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>(), path);

        Assert.Equal(6443, options.Listener.SecurePort);
        Assert.Equal(release.HasEtcd, options.Store.Etcd.IsUsed);
        Assert.Equal(release.Values["publicDocuments"] is not null, options.Documents.PublicEndPoint is not null);
        var issuer = release.Values["issuer"]?.ToString() ??
            (release.Values["fullnameOverride"] is null ? "https://demo-signet.auth.svc" : "https://tokens.auth.svc:6443");
        Assert.Contains($"- {issuer}\n", release.Config, StringComparison.Ordinal);
        Assert.Contains(issuer, release.Notes, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("""{"store":"etcd"}""", "etcd.servers")]
    [InlineData("""{"store":"etcd","etcd":{"servers":["https://a:2379"]}}""", "keys")]
    [InlineData("""{"store":"mysql"}""", "store")]
    [InlineData("""{"replica":2}""", "replica")]
    [InlineData("""{"config":{"data-dir":"/x"}}""", "config")]
    [InlineData("""{"issuer":"http://issuer.example.com"}""", "issuer")]
    [InlineData("""{"serviceMonitor":{"enabled":true}}""", "serviceMonitor.tokenSecret.name")]
    [InlineData("""{"tls":{"certManager":{"enabled":true}}}""", "tls.certManager.issuerRef.name")]
    [InlineData("""{"terminationGracePeriodSeconds":10}""", "terminationGracePeriodSeconds")]
    public async Task Values_Impossible_AreRefusedByTheSchema(string values, string expected)
    {
        var answer = Assert.Single(await chart.RenderAsync([JsonNode.Parse(values)!.AsObject()]));

        Assert.Null(answer["objects"]);
        Assert.StartsWith("the schema refuses the values: ", answer["error"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, answer["error"]!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A real server with the arguments and the settings of a rendering; only addresses and folders are other ones.</summary>
    [Fact]
    public async Task Server_WithARendering_AnswersItsProbes()
    {
        var release = chart.Releases.First(one =>
            !one.HasEtcd && one.Values["keys"]?["encryptionKeySecret"] is not null && one.Values["publicDocuments"] is not null && one.Values["tls"] is null);
        Directory.CreateDirectory(_folder.File("encryption"));
        var (code, _, errors) = await SignetProcess.RunAsync("keys", "new-encryption-key", _folder.File("encryption/key-encryption.key"));
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(_folder.File("signet.yaml"), release.Config.Replace("/etc/signet/", _folder.File("") + "/", StringComparison.Ordinal));

        await using var server = await SignetProcess.ServeAsync(
            _folder.File("volume/data"), "--config", _folder.File("signet.yaml"), "--bind-address", "127.0.0.1", "--public-bind-address", "127.0.0.1:0");
        using var client = server.CreateClient();

        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            Assert.True((await client.GetAsync(release.Container[probe]!["httpGet"]!["path"]!.ToString())).IsSuccessStatusCode);
        }

        Assert.Equal(0, await server.TerminateAsync());
    }

    private void OfEach(Action<HelmRelease> check) => Assert.All(chart.Releases, check);

    private static void AssertSelects(JsonObject selector, JsonObject labels)
    {
        Assert.NotEmpty(selector);
        Assert.All(selector, pair => Assert.Equal(pair.Value!.ToString(), labels[pair.Key]?.ToString()));
    }

    private static IEnumerable<string> FilesOf(string config) => config.Split('\n')
        .Select(line => line.Split(' ')[^1])
        .Where(word => word.StartsWith("/etc/signet/", StringComparison.Ordinal));

    private static IEnumerable<string> PathsOf(JsonNode node, string prefix) => node switch
    {
        JsonObject one => one.SelectMany(pair => PathsOf(pair.Value!, prefix + "." + pair.Key).Prepend((prefix + "." + pair.Key)[1..])),
        JsonArray list => list.SelectMany(item => PathsOf(item!, prefix)),
        _ => [],
    };
}
