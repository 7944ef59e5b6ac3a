using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Resources.Kinds.Pods;

/// <summary>The warnings for a new pod, in Kubernetes' words; none for an update.</summary>
public sealed class PodWarningsTests
{
    [Theory]
    [InlineData("nothing", "{}", "")]
    [InlineData("a name that is not a DNS label", """{"metadata":{"name":"a.b"}}""",
        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]")]
    [InlineData("deprecated labels of nodes", """{"spec":{"nodeSelector":{"beta.kubernetes.io/os":"linux","beta.kubernetes.io/arch":"amd64","x":"y"}}}""", """
        spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use "kubernetes.io/arch" instead
        spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
        """)]
    [InlineData("in an affinity", """{"spec":{"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"preference":{"matchExpressions":[{"key":"node-role.kubernetes.io/master"}]}}]},"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"x"}]}}}}""", """
        spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].key: node-role.kubernetes.io/master is use "node-role.kubernetes.io/control-plane" instead
        spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod
        """)]
    [InlineData("in a spread", """{"spec":{"topologySpreadConstraints":[{"topologyKey":"failure-domain.beta.kubernetes.io/zone","labelSelector":{}}]}}""", """
        spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead
        """)]
    [InlineData("deprecated annotations", """{"metadata":{"annotations":{"scheduler.alpha.kubernetes.io/critical-pod":"","seccomp.security.alpha.kubernetes.io/pod":"","container.apparmor.security.beta.kubernetes.io/c":"","container.seccomp.security.alpha.kubernetes.io/c":""}}}""", """
        metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead
        metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead
        metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead
        metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the "seccompProfile" field instead
        """)]
    [InlineData("deprecated volumes", """{"spec":{"volumes":[{"name":"a","gitRepo":{}},{"name":"b","storageos":{}},{"name":"c","rbd":{}}]}}""", """
        spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+
        spec.volumes[1].storageOS: deprecated in v1.22, non-functional in v1.25+
        spec.volumes[2].rbd: deprecated in v1.28, non-functional in v1.31+
        """)]
    [InlineData("overlapping paths", """{"spec":{"volumes":[{"name":"v","configMap":{"name":"m","items":[{"path":"a"},{"path":"a/b"}]}},{"name":"p","projected":{"sources":[{"serviceAccountToken":{"path":"token"}},{"secret":{"name":"s","items":[{"path":"token/"}]}}]}}]}}""", """
        volume "v" (ConfigMap "m"): overlapping paths: "a/b" with "a"
        volume "p" (Projected Secret "s"): overlapping paths: "token" with "token"
        """)]
    [InlineData("duplicates", """{"spec":{"hostAliases":[{"ip":"1.2.3.4"},{"ip":"1.2.3.4"}],"imagePullSecrets":[{"name":"a"},{"name":"a"},{}]}}""", """
        spec.hostAliases[1].ip: duplicate ip "1.2.3.4"
        spec.imagePullSecrets[1].name: duplicate name "a"
        spec.imagePullSecrets[2].name: invalid empty name ""
        """)]
    [InlineData("fractional bytes", """{"spec":{"overhead":{"memory":"100m"},"containers":[{"name":"c","resources":{"limits":{"memory":"1500m","cpu":"100m"},"requests":{"ephemeral-storage":"1"}}}]}}""", """
        spec.overhead[memory]: fractional byte value "100m" is invalid, must be an integer
        spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer
        """)]
    [InlineData("duplicate variables", """{"spec":{"containers":[{"name":"c","env":[{"name":"A","value":"1"},{"name":"A","value":"$(A)2"},{"name":"A","value":"3"}]}]}}""", """
        spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply
        """)]
    [InlineData("ports", """{"spec":{"initContainers":[{"name":"i","ports":[{"containerPort":80,"protocol":"TCP"}]}],"containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"TCP","hostPort":8080},{"containerPort":81,"protocol":"UDP","hostIP":"::1"}]}]}}""", """
        spec.containers[0].ports[0]: duplicate port definition with spec.initContainers[0].ports[0]
        spec.containers[0].ports[1]: overlapping port definition with spec.initContainers[0].ports[0]
        spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]
        spec.containers[0].ports[2]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:81 Protocol:UDP HostIP:::1}
        """)]
    [InlineData("a negative grace period", """{"spec":{"terminationGracePeriodSeconds":-1}}""",
        "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("non-canonical addresses", """{"spec":{"dnsConfig":{"nameservers":["010.0.0.1","::ffff:1.2.3.4","2001:DB8::1","10.0.0.1","2001:db8::1"]}}}""", """
        spec.dnsConfig.nameservers[0]: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"
        spec.dnsConfig.nameservers[1]: non-standard IP address "::ffff:1.2.3.4" will be considered invalid in a future Kubernetes release: use "1.2.3.4"
        spec.dnsConfig.nameservers[2]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")
        """)]
    public void WarningsFor_NewPod_AreThoseOfKubernetes(string rule, string json, string expected)
    {
        var pod = new ObjectDocument((JsonObject)JsonNode.Parse(json)!);
        pod.Metadata.Name = pod.Metadata.Name.Length == 0 ? "p" : pod.Metadata.Name;
        if (pod.EnsureSection("spec")["containers"] is null)
        {
            pod.EnsureSection("spec")["containers"] = new JsonArray(new JsonObject { ["name"] = "c" });
        }

        var strategy = KubernetesKinds.Pods.Strategy;
        var warnings = string.Join('\n', strategy.WarningsFor(pod, current: null).Distinct());

        Assert.True(expected.Trim() == warnings, $"{rule}:\n{warnings}");
        Assert.Empty(strategy.WarningsFor(pod, current: pod));
    }
}
