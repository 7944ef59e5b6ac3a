using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Packages;

/// <summary>
/// The chart of <c>deploy/helm/signet</c>, rendered by Go's templates with the functions of Helm (<c>eng/helm/render.go</c>, built with Debian's packages):
/// all combinations of its main values, each once.
/// </summary>
public sealed class HelmChart : IAsyncLifetime
{
    private static readonly string[] Stores = [
        """{"store":"sqlite"}""",
        """{"store":"etcd","etcd":{"servers":["https://etcd-0:2379","https://etcd-1:2379"]}}""",
        """{"store":"etcd","replicas":1,"etcd":{"servers":["https://etcd-0:2379"],"tlsSecret":"etcd-client","clientCertificate":true}}""",
    ];

    private static readonly string[] Certificates = [
        "{}",
        """{"tls":{"names":["signet.example.com","192.0.2.1"]}}""",
        """{"tls":{"existingSecret":"serving"}}""",
        """{"tls":{"names":["signet.example.com","192.0.2.1"],"certManager":{"enabled":true,"issuerRef":{"name":"ca","kind":"ClusterIssuer"}}}}""",
    ];

    private static readonly string[] Keys = [
        "{}",
        """{"keys":{"encryptionKeySecret":{"name":"encryption"}}}""",
        """{"keys":{"signingKeySecret":{"name":"signing","key":"key.pem"}}}""",
    ];

    private static readonly string[] Others = [
        "{}",
        """{"publicDocuments":{"enabled":true}}""",
        """
        {"publicDocuments":{"enabled":true,"tls":false,"service":{"type":"LoadBalancer","annotations":{"a/b":"c"}}},"issuer":"https://issuer.example.com",
         "serviceMonitor":{"enabled":true,"labels":{"release":"prometheus"},"tokenSecret":{"name":"scrape"},"caSecret":{"name":"own-ca"}},
         "networkPolicy":{"ingressFrom":[{"namespaceSelector":{}}],"egress":{"enabled":true,"extra":[{"to":[{"ipBlock":{"cidr":"192.0.2.0/24"}}]}]}}}
        """,
        """
        {"networkPolicy":{"enabled":false},"podDisruptionBudget":{"enabled":false},"serviceAccount":{"create":false,"name":"given"},"preStopSeconds":0,
         "image":{"repository":"registry.example.com/signet","tag":"1.2.3"},"imagePullSecrets":[{"name":"pull"}],"fullnameOverride":"tokens",
         "config":{"audit-log-path":"-","signing-algorithm":"ES256"},"env":[{"name":"TZ","value":"UTC"}],"priorityClassName":"high","service":{"port":6443,"type":"NodePort"},
         "nodeSelector":{"kubernetes.io/arch":"amd64"},"tolerations":[{"operator":"Exists"}],"podAnnotations":{"x/y":"z"},"podLabels":{"team":"auth"},
         "affinity":{"podAntiAffinity":{}},"persistence":{"storageClass":"fast","retain":false,"accessMode":"ReadWriteOnce","size":"10Gi"},
         "topologySpreadConstraints":[{"maxSkew":2,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule"}]}
        """,
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>The renderings, by their values.</summary>
    public IReadOnlyList<HelmRelease> Releases { get; private set; } = [];

    /// <summary>Builds the renderer, and renders all combinations.</summary>
    public async ValueTask InitializeAsync()
    {
        var go = TestMachine.Require("go");
        var built = await ProgramRun.ToEndAsync(
            go,
            ["build", "-o", Renderer, Path.Combine(TestMachine.Root, "eng/helm/render.go")],
            new Dictionary<string, string?> { ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode", ["GOCACHE"] = _folder.File("cache"), ["GOFLAGS"] = null });
        Assert.True(built.ExitCode == 0, built.Errors);
        var values = Combinations().ToList();
        Releases = [.. (await RenderAsync(values)).Select((answer, index) => HelmRelease.Of(values[index], answer))];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Renders values; each answer has the objects or an error.</summary>
    internal async Task<IReadOnlyList<JsonNode>> RenderAsync(IEnumerable<JsonObject> values)
    {
        var requests = _folder.File("requests");
        await File.WriteAllLinesAsync(requests, values.Select(one =>
            new JsonObject { ["release"] = "demo", ["namespace"] = "auth", ["values"] = one.DeepClone() }.ToJsonString()));
        var (code, output, errors) = await ProgramRun.ToEndAsync(
            "/bin/sh", ["-c", "exec \"$0\" \"$1\" <\"$2\"", Renderer, Path.Combine(TestMachine.Root, "deploy/helm/signet"), requests]);
        Assert.True(code == 0, errors);
        return [.. output.Split('\n').Select(line => JsonNode.Parse(line)!)];
    }

    private string Renderer => _folder.File("render");

    /// <summary>etcd needs a key that all replicas have.</summary>
    private static IEnumerable<JsonObject> Combinations() =>
        from store in Stores
        from certificate in Certificates
        from key in Keys
        where key != "{}" || !store.Contains("etcd", StringComparison.Ordinal)
        from other in Others
        select Merge([store, certificate, key, other]);

    /// <summary>The parts have different top-level keys.</summary>
    private static JsonObject Merge(IEnumerable<string> parts) =>
        new(parts.SelectMany(part => JsonNode.Parse(part)!.AsObject()).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));
}
