using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Tests.Resources.Kinds;

/// <summary>Every validation rule of every kind, with its error text.</summary>
public sealed class KindRulesTests
{
    private const string DataKeyForm =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', " +
        "regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string TwoSlashes =
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') " +
        "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

    private const string LabelValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string PodImmutable =
        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
        "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` " +
        "(allow it to be set to 1 if it was previously negative)";

    private const string RangesAreImmutable = "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid";

    private const string Container = """{"name":"main","image":"app:1"}""";

    [Theory]
    [InlineData("a valid one", "configmaps", """{"data":{"a.b_C-1":"x"},"binaryData":{"raw":"AA=="}}""", "")]
    [InlineData("a slash in a key", "configmaps", """{"data":{"a/b":""}}""", "data[a/b]: Invalid value: \"a/b\": " + DataKeyForm)]
    [InlineData("binary keys too", "configmaps", """{"binaryData":{"é":""}}""", "binaryData[é]: Invalid value: \"é\": " + DataKeyForm)]
    [InlineData("one key in both", "configmaps", """{"data":{"k":""},"binaryData":{"k":""}}""",
        "data[k]: Invalid value: \"k\": duplicate of key present in binaryData")]
    [InlineData("two dots", "configmaps", """{"data":{"..x":""}}""", "data[..x]: Invalid value: \"..x\": must not start with '..'")]
    [InlineData("a valid one", "leases", """{"spec":{"leaseDurationSeconds":1,"leaseTransitions":0,"holderIdentity":""}}""", "")]
    [InlineData("no spec", "leases", "{}", "")]
    [InlineData("no duration, transitions below zero", "leases", """{"spec":{"leaseDurationSeconds":0,"leaseTransitions":-1}}""",
        "[spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, " +
        "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]")]
    [InlineData("fields of coordinated leader election, which is off", "leases", """{"spec":{"preferredHolder":"b","strategy":"-"}}""", "")]
    [InlineData("data in text and in base64", "secrets", """{"stringData":{"a":"1"},"data":{"a":"Mg==","b":""}}""", "")]
    [InlineData("a token without an account", "secrets", """{"type":"kubernetes.io/service-account-token"}""",
        "metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    [InlineData("malformed docker configuration", "secrets", """{"type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"x"}}""",
        "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": the value is not a JSON object")]
    [InlineData("docker configuration missing", "secrets", """{"type":"kubernetes.io/dockercfg"}""", "data[.dockercfg]: Required value")]
    [InlineData("basic authentication without data", "secrets", """{"type":"kubernetes.io/basic-auth"}""",
        "[data[username]: Required value, data[password]: Required value]")]
    [InlineData("basic authentication with one of both", "secrets", """{"type":"kubernetes.io/basic-auth","stringData":{"password":""}}""", "")]
    [InlineData("no key", "secrets", """{"type":"kubernetes.io/ssh-auth","stringData":{"ssh-privatekey":""}}""", "data[ssh-privatekey]: Required value")]
    [InlineData("a certificate without its key", "secrets", """{"type":"kubernetes.io/tls","stringData":{"tls.crt":""}}""", "data[tls.key]: Required value")]
    [InlineData("a custom type", "secrets", """{"type":"example.test/any","stringData":{"x":"1"}}""", "")]
    [InlineData("a taint without an effect, one of an unknown one", "nodes", """{"spec":{"taints":[{"key":"a"},{"key":"b","effect":"Sometimes"}]}}""",
        "[metadata.taints[0].effect: Required value, " +
        "metadata.taints[1].effect: Unsupported value: \"Sometimes\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"]")]
    [InlineData("a taint twice, whatever its value", "nodes",
        """{"spec":{"taints":[{"key":"a","effect":"NoExecute"},{"key":"a","value":"b","effect":"NoSchedule"},{"key":"a","value":"c","effect":"NoExecute","timeAdded":"2026-01-02T03:04:05Z"}]}}""",
        """metadata.taints[2]: Duplicate value: {"Key":"a","Value":"c","Effect":"NoExecute","TimeAdded":"2026-01-02T03:04:05Z"}: taints must be unique by key and effect pair""")]
    [InlineData("a range of each family", "nodes", """{"spec":{"podCIDRs":["2001:db8::/64","10.0.0.0/24"]}}""", "")]
    [InlineData("a range in the deprecated field", "nodes", """{"spec":{"podCIDR":"10.0.0.1/24"}}""",
        "spec.podCIDRs[0]: Invalid value: \"10.0.0.1/24\": must not have bits set beyond the prefix length")]
    [InlineData("two ranges of one family", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24","10.0.1.0/24"]}}""",
        """spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family""")]
    [InlineData("three ranges", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24","2001:db8::/64","10.0.1.0/24"]}}""",
        """spec.podCIDRs: Invalid value: ["10.0.0.0/24","2001:db8::/64","10.0.1.0/24"]: may specify no more than one CIDR for each IP family""")]
    [InlineData("a malformed range", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24","frob"]}}""",
        "[spec.podCIDRs[1]: Invalid value: \"frob\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64), " +
        "spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[1]: <nil> (invalid CIDR address: frob), " +
        """spec.podCIDRs: Invalid value: ["10.0.0.0/24","frob"]: may specify no more than one CIDR for each IP family]""")]
    [InlineData("invalid amounts", "nodes",
        """{"status":{"capacity":{"cpu":"-1","memory":"0","pods":"1500m","example.test/gpu":"2"},"allocatable":{"cpu":"500m","example.test/gpu":"500m"}}}""",
        "[status.capacity.cpu: Invalid value: \"-1\": must be greater than or equal to 0, " +
        "status.capacity.pods: Invalid value: \"1500m\": must be an integer, " +
        "status.allocatable.example.test/gpu: Invalid value: \"500m\": must be an integer]")]
    [InlineData("no swap memory", "nodes", """{"status":{"nodeInfo":{"swap":{"capacity":0}}}}""",
        "metadata.nodeSwapStatus.capacity: Invalid value: 0: must be greater than zero")]
    [InlineData("a finalizer without a domain", "namespaces", """{"spec":{"finalizers":["mine"]}}""",
        "spec.finalizers: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified")]
    [InlineData("a valid one", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", "")]
    [InlineData("no containers", "pods", "{}", "spec.containers: Required value")]
    [InlineData("neither name nor image", "pods", """{"spec":{"containers":[{}]}}""",
        "[spec.containers[0].name: Required value, spec.containers[0].image: Required value]")]
    [InlineData("a name twice", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"initContainers":[{{{{Container}}}}]}}""",
        "spec.initContainers[0].name: Duplicate value: \"main\"")]
    [InlineData("dots in a container's name", "pods", """{"spec":{"containers":[{"name":"a.b","image":"x"}]}}""",
        "spec.containers[0].name: Invalid value: \"a.b\": must not contain dots")]
    [InlineData("unknown policies", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"restartPolicy":"Maybe","dnsPolicy":"Nope"}}""",
        "[spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\", " +
        "spec.dnsPolicy: Unsupported value: \"Nope\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"]")]
    [InlineData("invalid labels of a node", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"nodeSelector":{"ok":"b/c","a/b/c":""}}}""",
        "[spec.nodeSelector: Invalid value: \"a/b/c\": " + TwoSlashes + ", spec.nodeSelector: Invalid value: \"b/c\": " + LabelValueForm + "]")]
    [InlineData("invalid tolerations", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"tolerations":[{"operator":"Equal"},{"key":"a/b/c","operator":"Exists","value":"x"},{"key":"k","operator":"Near","tolerationSeconds":1,"effect":"Maybe"}]}}""",
        "[spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\", " +
        "spec.tolerations[1].key: Invalid value: \"a/b/c\": " + TwoSlashes + ", " +
        """spec.tolerations[1].operator: Invalid value: {"Key":"a/b/c","Operator":"Exists","Value":"x","Effect":"","TolerationSeconds":null}: """ +
        "value must be empty when `operator` is 'Exists', " +
        "spec.tolerations[2].effect: Invalid value: \"Maybe\": effect must be 'NoExecute' when `tolerationSeconds` is set, " +
        "spec.tolerations[2].operator: Unsupported value: \"Near\": supported values: \"Equal\", \"Exists\", " +
        "spec.tolerations[2].effect: Unsupported value: \"Maybe\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"]")]
    [InlineData("gates with invalid names", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"readinessGates":[{"conditionType":"a/b/c"}],"schedulingGates":[{"name":"g"},{"name":"g"}]}}""",
        "[spec.readinessGates[0].conditionType: Invalid value: \"a/b/c\": " + TwoSlashes + ", spec.schedulingGates[1]: Duplicate value: \"g\"]")]
    [InlineData("affinities with invalid selectors", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a/b/c","operator":"Gt"}]}]} },"podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":0,"podAffinityTerm":{"topologyKey":"a/b/c","labelSelector":{"matchLabels":{"a/b/c":""} } } }] } } } }""",
        "[spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: " +
        "Required value: must be specified single value when `operator` is 'Lt' or 'Gt', " +
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: Invalid value: \"a/b/c\": " + TwoSlashes + ", " +
        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100, " +
        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector.matchLabels: Invalid value: \"a/b/c\": " + TwoSlashes + ", " +
        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Invalid value: \"a/b/c\": " + TwoSlashes + "]")]
    [InlineData("paths in a role", "roles", """{"rules":[{"verbs":["get"],"apiGroups":[""],"nonResourceURLs":["/<a>","/b\\"]}]}""",
        """[rules[0].nonResourceURLs: Invalid value: ["/\u003ca\u003e","/b\\"]: namespaced rules cannot apply to non-resource URLs, """ +
        """rules[0].nonResourceURLs: Invalid value: ["/\u003ca\u003e","/b\\"]: rules cannot apply to both regular resources and non-resource URLs]""")]
    [InlineData("a deadline of 0", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"activeDeadlineSeconds":0}}""",
        "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive")]
    [InlineData("a mount without a volume", "pods", """{"spec":{"containers":[{"name":"a","image":"x","volumeMounts":[{"name":"v"}]}]}}""",
        "[spec.containers[0].volumeMounts[0].name: Not found: \"v\", spec.containers[0].volumeMounts[0].mountPath: Required value]")]
    [InlineData("two mounts at one path", "pods",
        """{"spec":{"volumes":[{"name":"v"}],"containers":[{"name":"a","image":"x","volumeMounts":[{"name":"v","mountPath":"/x"},{"name":"v","mountPath":"/x"}]}]}}""",
        "spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/x\": must be unique")]
    [InlineData("a volume twice, one of two kinds", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"volumes":[{"name":"v"},{"name":"v","emptyDir":{},"secret":{"secretName":"s"}}]}}""",
        "[spec.volumes[1].secret: Forbidden: may not specify more than 1 volume type, spec.volumes[1].name: Duplicate value: \"v\"]")]
    [InlineData("a token with a too short lifetime", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":599,"path":"t"}}]}}]}}""",
        "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("a token with a too long lifetime", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":4294967297,"path":"t"}}]}}]}}""",
        "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    [InlineData("a token without a path", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{}}]}}]}}""",
        "spec.volumes[0].projected.sources[0].serviceAccountToken.path: Required value")]
    [InlineData("a token outside of its volume", "pods",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"../t"}}]}}]}}""",
        "spec.volumes[0].projected.sources[0].serviceAccountToken.path: Invalid value: \"../t\": must not contain '..'")]
    public void Validate_NewObject_ReportsEveryError(string rule, string plural, string json, string expected)
    {
        var resource = Resource(plural);
        var errors = new FieldErrors();

        resource.Strategy.Create.Validate(Prepared(resource, json), errors);

        Assert.True(expected == Text(errors), $"{rule}: {Text(errors)}");
    }

    [Theory]
    [InlineData("an immutable map's labels", "configmaps", """{"immutable":true,"data":{"a":"1"}}""", """{"immutable":true,"data":{"a":"1"}}""", "")]
    [InlineData("immutable cannot be unset", "configmaps", """{"immutable":true,"data":{"a":"1"}}""", """{"data":{"a":"2"}}""",
        "[immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]")]
    [InlineData("no map and an empty one", "configmaps", """{"immutable":true}""", """{"immutable":true,"data":{}}""", "")]
    [InlineData("a secret's type", "secrets", """{"type":"a/b"}""", """{"type":"a/c"}""", "type: Invalid value: \"a/c\": field is immutable")]
    [InlineData("an immutable secret", "secrets", """{"immutable":true,"stringData":{"a":"1"}}""", """{"immutable":true}""",
        "data: Forbidden: field is immutable when `immutable` is set")]
    [InlineData("a node's provider", "nodes", """{"spec":{"providerID":"a"}}""", """{"spec":{"providerID":"b"}}""",
        "spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid")]
    [InlineData("a node's provider is added", "nodes", "{}", """{"spec":{"providerID":"b"}}""", "")]
    [InlineData("a node's provider is removed", "nodes", """{"spec":{"providerID":"a"}}""", "{}",
        "spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid")]
    [InlineData("a node's ranges are added", "nodes", "{}", """{"spec":{"podCIDRs":["10.0.0.0/24"]}}""", "")]
    [InlineData("only valid ones", "nodes", "{}", """{"spec":{"podCIDRs":["10.0.0.0/33"]}}""",
        "spec.podCIDRs[0]: Invalid value: \"10.0.0.0/33\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("ranges cannot change", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24"]}}""", """{"spec":{"podCIDRs":["10.0.1.0/24"]}}""", RangesAreImmutable)]
    [InlineData("ranges cannot be added", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24"]}}""", """{"spec":{"podCIDRs":["10.0.0.0/24","2001:db8::/64"]}}""", RangesAreImmutable)]
    [InlineData("ranges cannot be removed", "nodes", """{"spec":{"podCIDR":"10.0.0.0/24"}}""", "{}", RangesAreImmutable)]
    [InlineData("changed ranges in the deprecated field", "nodes", """{"spec":{"podCIDRs":["10.0.0.0/24"]}}""", """{"spec":{"podCIDR":"10.0.1.0/24","podCIDRs":["10.0.0.0/24"]}}""", RangesAreImmutable)]
    [InlineData("stored non-canonical ranges", "nodes", """{"spec":{"podCIDR":"10.0.0.1/24"}}""", """{"spec":{"podCIDRs":["10.0.0.1/24"],"unschedulable":true}}""", "")]
    [InlineData("a node's old id", "nodes", "{}", """{"spec":{"externalID":"a"}}""", "spec.externalID: Forbidden: may not be updated")]
    [InlineData("taints and unschedulable", "nodes", """{"spec":{"taints":[{"key":"a","effect":"NoExecute"}]}}""", """{"spec":{"unschedulable":true}}""", "")]
    [InlineData("a node's dynamic configuration", "nodes", "{}", """{"spec":{"configSource":{"configMap":{"name":"a"}}}}""", "")]
    [InlineData("a pod's image", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", """{"spec":{"containers":[{"name":"main","image":"app:1.1","imagePullPolicy":"IfNotPresent"}]}}""", "")]
    [InlineData("explicit default values", "pods", """{"spec":{"containers":[{"name":"main","image":"app:1","resources":{}}],"hostNetwork":false}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", "")]
    [InlineData("a pod's account", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"serviceAccountName":"x"}}""", PodImmutable)]
    [InlineData("a pod's node", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"nodeName":"x"}}""", PodImmutable)]
    [InlineData("an added container", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}},{"name":"b","image":"x"}]}}""",
        "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [InlineData("an added toleration", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"tolerations":[{"operator":"Exists"}]}}""", "")]
    [InlineData("a removed toleration", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"tolerations":[{"operator":"Exists"}]}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}]}}""",
        "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds")]
    [InlineData("a later deadline", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"activeDeadlineSeconds":5}}""", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"activeDeadlineSeconds":6}}""",
        "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value")]
    [InlineData("a negative grace period may become 1", "pods", $$$$"""{"spec":{"containers":[{{{{Container}}}}],"terminationGracePeriodSeconds":-5}}""",
        $$$$"""{"spec":{"containers":[{{{{Container}}}}],"terminationGracePeriodSeconds":1}}""", "")]
    public void ValidateUpdate_Change_ReportsEveryError(string rule, string plural, string before, string after, string expected)
    {
        var resource = Resource(plural);
        var current = Prepared(resource, before);
        var updated = Prepared(resource, after);
        var errors = new FieldErrors();

        resource.Strategy.Update.Prepare(updated, current);
        resource.Strategy.Update.Validate(updated, current, errors);

        Assert.True(expected == Text(errors), $"{rule}: {Text(errors)}");
    }

    [Theory]
    [InlineData("Active", false, "")]
    [InlineData("Terminating", false, "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty")]
    [InlineData("Terminating", true, "")]
    [InlineData("Active", true, "status.Phase: Invalid value: \"Active\": may only be 'Terminating' if `deletionTimestamp` is not empty")]
    public void ValidateStatusUpdate_Namespace_PhaseFollowsDeletion(string phase, bool isBeingDeleted, string expected)
    {
        var updated = Prepared(KubernetesKinds.Namespaces, $$$$"""{"status":{"phase":"{{{{phase}}}}"}}""");
        updated.EnsureSection("status")["phase"] = phase;
        updated.Metadata.DeletionTimestamp = isBeingDeleted ? "2027-01-01T00:00:00Z" : "";
        var errors = new FieldErrors();

        KubernetesKinds.Namespaces.RulesOf("status").Validate(updated, updated, errors);

        Assert.Equal(expected, Text(errors));
    }

    [Fact]
    public void ValidateStatusUpdate_Node_RejectsDuplicateAddresses()
    {
        const string Node = """{"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"},{"type":"ExternalIP","address":"10.0.0.1"},{"type":"InternalIP","address":"10.0.0.1"}],"capacity":{"pods":"1m"}}}""";
        var errors = new FieldErrors();

        KubernetesKinds.Nodes.RulesOf("status").Validate(Prepared(KubernetesKinds.Nodes, Node), Prepared(KubernetesKinds.Nodes, "{}"), errors);

        Assert.Equal(
            "[status.capacity.pods: Invalid value: \"1m\": must be an integer, " +
            """status.addresses[2]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}]""",
            Text(errors));
    }

    [Theory]
    [InlineData("""{"podCIDR":"10.0.0.0/24"}""", """{"podCIDR":"10.0.0.0/24","podCIDRs":["10.0.0.0/24"]}""")]
    [InlineData("""{"podCIDRs":["10.0.0.0/24","2001:db8::/64"]}""", """{"podCIDRs":["10.0.0.0/24","2001:db8::/64"],"podCIDR":"10.0.0.0/24"}""")]
    [InlineData("""{"podCIDR":"10.0.1.0/24","podCIDRs":["10.0.0.0/24","2001:db8::/64"]}""", """{"podCIDR":"10.0.1.0/24","podCIDRs":["10.0.1.0/24"]}""")]
    [InlineData("""{"unschedulable":true}""", """{"unschedulable":true}""")]
    public void ApplyDefaults_Node_MakesBothRangeFieldsConsistent(string spec, string expected) =>
        Assert.Equal(expected, Prepared(KubernetesKinds.Nodes, $$"""{"spec":{{spec}}}""").EnsureSection("spec").ToJsonString());

    [Theory]
    [InlineData("""{"podCIDRs":["2001:db8::/64","10.0.0.0/24"],"providerID":"a"}""", "")]
    [InlineData("""{"podCIDR":"2001:DB8:0::/64"}""", "spec.podCIDRs[0]: IPv6 CIDR value \"2001:DB8:0::/64\" should be in RFC 5952 canonical format (\"2001:db8::/64\")")]
    [InlineData("""{"externalID":"a"}""", "spec.externalID: this field is deprecated, and is unused by Kubernetes")]
    public void WarningsFor_Node_ReportsDeprecatedAndNonCanonicalFields(string spec, string expected) =>
        Assert.Equal(expected, string.Join(", ", KubernetesKinds.Nodes.Strategy.WarningsFor(Prepared(KubernetesKinds.Nodes, $$"""{"spec":{{spec}}}"""), null)));

    [Theory]
    [InlineData("no requests", "{}", "BestEffort")]
    [InlineData("a limit is a request", """{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("the same in another notation", """{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1000m","memory":"1024Mi"}}""", "Guaranteed")]
    [InlineData("a request below the limit", """{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"0.5"}}""", "Burstable")]
    [InlineData("one of two", """{"limits":{"cpu":"1"}}""", "Burstable")]
    [InlineData("extended resources do not count", """{"limits":{"example.test/gpu":"1"}}""", "BestEffort")]
    public void PrepareForCreate_Pod_SetsItsQosClass(string rule, string resources, string expected)
    {
        var pod = Prepared(KubernetesKinds.Pods, $$$$"""{"spec":{"containers":[{"name":"a","image":"x","resources":{{{{resources}}}}}]},"status":{"phase":"Running"}}""");

        Assert.True(pod.EnsureSection("status").GetString("qosClass") == expected, rule);
        Assert.Equal("Pending", pod.EnsureSection("status").GetString("phase"));
        Assert.Equal(1, pod.Metadata.Generation);
    }

    [Fact]
    public void ApplyDefaults_Pod_SetsTheFieldsThatClientsRead()
    {
        var pod = Prepared(KubernetesKinds.Pods, """
            {"spec":{"serviceAccount":"old","hostNetwork":true,"containers":[{"name":"a","image":"reg:5000/x","ports":[{"containerPort":80}],
             "readinessProbe":{"httpGet":{"port":80}}}],"volumes":[{"name":"e"},{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}]}}
            """);

        Assert.Equal(
            """
            {"serviceAccount":"old","hostNetwork":true,"containers":[{"name":"a","image":"reg:5000/x","ports":[{"containerPort":80,"protocol":"TCP","hostPort":80}],"readinessProbe":{"httpGet":{"port":80,"path":"/","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"}],"volumes":[{"name":"e","emptyDir":{}},{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"t","expirationSeconds":3600}}],"defaultMode":420}}],"serviceAccountName":"old","restartPolicy":"Always","dnsPolicy":"ClusterFirst","schedulerName":"default-scheduler","terminationGracePeriodSeconds":30,"securityContext":{},"enableServiceLinks":true}
            """.Trim(),
            pod.EnsureSection("spec").ToJsonString());
    }

    [Theory]
    [InlineData("configmaps", 1024 * 1024, "")]
    [InlineData("configmaps", (1024 * 1024) + 1, "[]: Too long: may not be more than 1048576 bytes")]
    [InlineData("secrets", (1024 * 1024) + 1, "data: Too long: may not be more than 1048576 bytes")]
    public void Validate_DataAboveTheLimit_IsAnError(string plural, int size, string expected)
    {
        var resource = Resource(plural);
        var member = plural == "secrets" ? "stringData" : "data";
        var json = new JsonObject { [member] = new JsonObject { ["k"] = new string('x', size) } }.ToJsonString();
        var errors = new FieldErrors();

        resource.Strategy.Create.Validate(Prepared(resource, json), errors);

        Assert.Equal(expected, Text(errors));
    }

    [Theory]
    [InlineData("two controllers", """{"ownerReferences":[{"apiVersion":"v1","kind":"A","name":"a","uid":"1","controller":true},{"apiVersion":"v1","kind":"A","name":"b","uid":"2","controller":true}]}""",
        """metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"A","name":"a","uid":"1","controller":true},{"apiVersion":"v1","kind":"A","name":"b","uid":"2","controller":true}]: """ +
        "Only one reference can have Controller set to true. Found \"true\" in references for A/a and A/b")]
    [InlineData("an owner without a version", """{"ownerReferences":[{"apiVersion":"a/b/c","kind":"A","name":"a","uid":"1"}]}""",
        "metadata.ownerReferences.apiVersion: Invalid value: \"a/b/c\": version must not be empty")]
    [InlineData("an event cannot be an owner", """{"ownerReferences":[{"apiVersion":"v1","kind":"Event","name":"a","uid":"1"}]}""", "metadata.ownerReferences: Invalid value: {\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"a\",\"uid\":\"1\"}: /v1, Kind=Event is disallowed from being an owner")]
    [InlineData("both deletion finalizers", """{"finalizers":["orphan","foregroundDeletion"]}""", "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer orphan and foregroundDeletion cannot be both set")]
    [InlineData("a bad label", """{"labels":{"-":"x"}}""", "metadata.labels: Invalid value: \"-\"")]
    [InlineData("an invalid prefix of a generated name", """{"name":"","generateName":"Bad-"}""", "metadata.generateName: Invalid value: \"Bad-\"")]
    public void Check_Metadata_ReportsTheError(string rule, string metadata, string expected)
    {
        var document = new ObjectDocument(new JsonObject { ["metadata"] = JsonNode.Parse(metadata) });
        var errors = new FieldErrors();

        MetadataRules.Check(document.Metadata, namespaced: false, name => NameRules.Subdomain(name), errors);

        Assert.True(Text(errors).Contains(expected, StringComparison.Ordinal), $"{rule}: {Text(errors)}");
    }

    [Fact]
    public void ValidateUpdate_LeaseWithStoredStrategy_KeepsAndValidatesIt()
    {
        var strategy = KubernetesKinds.Leases.Strategy;
        var current = new ObjectDocument((JsonObject)JsonNode.Parse("""{"metadata":{"name":"one"},"spec":{"strategy":"mine","preferredHolder":"a"}}""")!);
        var updated = new ObjectDocument((JsonObject)current.Root.DeepClone());
        var errors = new FieldErrors();

        strategy.Update.Prepare(updated, current);
        strategy.Update.Validate(updated, current, errors);

        Assert.Equal("mine", updated.EnsureSection("spec").GetString("strategy"));
        Assert.Equal("spec.strategy.strategy: Unsupported value: \"mine\": supported values: \"OldestEmulationVersion\"", Text(errors));
    }

    private static ResourceDefinition Resource(string plural) => ServedKinds.Registry.All.Single(resource => resource.Plural == plural);

    private static ObjectDocument Prepared(ResourceDefinition resource, string json)
    {
        var document = new ObjectDocument((JsonObject)JsonNode.Parse(json)!);
        document.Metadata.Name = "one";
        resource.Strategy.ApplyDefaults(document);
        resource.Strategy.Create.Prepare(document);
        return document;
    }

    private static string Text(FieldErrors errors) => errors.Count == 0 ? "" : FieldError.Join(errors);
}
