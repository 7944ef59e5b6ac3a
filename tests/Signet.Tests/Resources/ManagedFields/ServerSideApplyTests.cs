using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.ManagedFields.Apply;
using Signet.Core.Schema;

namespace Signet.Tests.Resources.ManagedFields;

public sealed class ServerSideApplyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void To_NewObject_OwnsTheAppliedFieldsWithoutTheirMaps()
    {
        var created = Apply(null, """{"metadata":{"name":"a","labels":{"x":"1"}},"imagePullSecrets":[{"name":"r"}]}""", "one");

        Assert.Equal("""{"f:imagePullSecrets":{},"f:metadata":{"f:labels":{"f:x":{}}}}""", FieldsOf(created, "one"));
        Assert.Equal("Apply", created.Metadata.ManagedFields![0]!["operation"]!.GetValue<string>());
    }

    [Fact]
    public void To_FieldNoLongerApplied_IsRemovedUnlessItHasAnotherOwner()
    {
        var one = Apply(null, """{"metadata":{"name":"a","labels":{"mine":"1","shared":"1"}}}""", "one");
        var two = Apply(one, """{"metadata":{"name":"a","labels":{"shared":"1"}}}""", "two");

        var result = Apply(two, """{"metadata":{"name":"a"}}""", "one");

        Assert.Equal("""{"shared":"1"}""", result.Metadata.Labels!.ToJsonString());
        Assert.Single(result.Metadata.ManagedFields!);
    }

    [Fact]
    public void To_FieldThatAnUpdaterOwns_ConflictsUnlessForced()
    {
        var created = Tracked("""{"metadata":{"name":"a","labels":{"x":"1","y":"1"}}}""");
        const string Wanted = """{"metadata":{"name":"a","labels":{"x":"2","y":"2"}}}""";

        var refused = Try(created, Wanted, "one", force: false).Error!;
        var forced = Apply(created, Wanted, "one", force: true);

        Assert.Equal(
            "Apply failed with 2 conflicts: conflicts with \"poster\" using v1:\n- .metadata.labels.x\n- .metadata.labels.y", refused.Message);
        Assert.Equal(["conflict with \"poster\" using v1", "conflict with \"poster\" using v1"], refused.Details!.Causes.Select(cause => cause.Message));
        Assert.Equal("2", forced.Metadata.Labels!.GetString("x"));
        Assert.Equal("""{"f:metadata":{"f:labels":{}}}""", FieldsOf(forced, "poster"));
    }

    [Fact]
    public void To_EqualValue_IsSharedWithoutATime()
    {
        var one = Apply(null, """{"metadata":{"name":"a","labels":{"x":"1"}}}""", "one");

        var shared = Apply(one, """{"metadata":{"name":"a","labels":{"x":"1"}}}""", "two");

        var entry = (JsonObject)shared.Metadata.ManagedFields!.Single(entry => entry!["manager"]!.GetValue<string>() == "two")!;
        Assert.False(entry.ContainsKey("time"));
        Assert.Equal(2, shared.Metadata.ManagedFields!.Count);
    }

    [Fact]
    public void To_ObjectWithoutOwners_GivesItsFieldsToBeforeFirstApply()
    {
        var untracked = Stored(Document("""{"metadata":{"name":"a","labels":{"x":"1"}}}"""));

        var refused = Try(untracked, """{"metadata":{"name":"a","labels":{"x":"2"}}}""", "one", force: false).Error!;
        var applied = Apply(untracked, """{"metadata":{"name":"a","labels":{"y":"2"}}}""", "one");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .metadata.labels.x", refused.Message);
        Assert.Equal("""{"f:metadata":{"f:labels":{".":{},"f:x":{}}}}""", FieldsOf(applied, "before-first-apply"));
    }

    [Fact]
    public void To_KeyedList_MergesByKeyInTheOrderOfTheConfiguration()
    {
        var one = Apply(null, """{"metadata":{"name":"a"},"secrets":[{"name":"a"},{"name":"b"}]}""", "one");
        var two = Apply(one, """{"metadata":{"name":"a"},"secrets":[{"name":"c"},{"name":"a"}]}""", "two");

        var result = Apply(two, """{"metadata":{"name":"a"},"secrets":[{"name":"b"}]}""", "one");

        Assert.Equal("""[{"name":"c"},{"name":"a"},{"name":"b"}]""", Names(two, "c", "a", "b"));
        Assert.Equal("""[{"name":"c"},{"name":"a"},{"name":"b"}]""", result.Root["secrets"]!.ToJsonString());
        Assert.Equal("""{"f:secrets":{"k:{\"name\":\"b\"}":{}}}""", FieldsOf(result, "one"));
    }

    [Fact]
    public void To_Set_AddsAndRemovesSingleValues()
    {
        var one = Apply(null, """{"metadata":{"name":"a","finalizers":["f/a","f/b"]}}""", "one");
        var two = Apply(one, """{"metadata":{"name":"a","finalizers":["f/c","f/a"]}}""", "two");

        var result = Apply(two, """{"metadata":{"name":"a","finalizers":["f/b"]}}""", "one");

        Assert.Equal(["f/a", "f/b", "f/c"], result.Metadata.Finalizers.Order());
        Assert.Equal(["f/a", "f/c"], Apply(result, """{"metadata":{"name":"a"}}""", "one").Metadata.Finalizers.Order());
    }

    [Fact]
    public void To_OwnerWithoutFieldsAfterForce_IsRemoved()
    {
        var one = Apply(null, """{"metadata":{"name":"a","labels":{"x":"1"}}}""", "one");

        var two = Apply(one, """{"metadata":{"name":"a","labels":{"x":"2"}}}""", "two", force: true);

        Assert.Equal("two", Assert.Single(two.Metadata.ManagedFields!)!["manager"]!.GetValue<string>());
    }

    [Fact]
    public void To_AnnotationOfKubectl_TakesTheFieldsInIt()
    {
        const string Applied = """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a","labels":{"x":"1"}}}""";
        var document = Document("""{"metadata":{"name":"a","labels":{"x":"1"}}}""");
        document.Metadata.Node["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = Applied };
        FieldTracking.Track(KubernetesKinds.ServiceAccounts, document, null, new FieldManager("kubectl-client-side-apply", ""), Now);

        var result = Apply(Stored(document), """{"metadata":{"name":"a","labels":{"x":"2"}}}""", "kubectl");

        Assert.Equal("2", result.Metadata.Labels!.GetString("x"));
        Assert.Equal(
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"labels":{"x":"2"},"name":"a"}}""" + "\n",
            result.Metadata.Annotations!.GetString("kubectl.kubernetes.io/last-applied-configuration"));
        Assert.False(Try(Stored(document), """{"metadata":{"name":"a","labels":{"x":"2"}}}""", "other", force: false).IsSuccess);
    }

    [Theory]
    [InlineData("""{"frob":1}""", ".frob: field not declared in schema")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", ".metadata.labels.a: expected string, got a number")]
    [InlineData("""{"secrets":{}}""", ".secrets: expected list, got an object")]
    [InlineData("""{"secrets":[{"name":"a"},{"name":"a"}]}""", ".secrets: duplicate entries for key [name=\"a\"]")]
    [InlineData("""{"secrets":[{"uid":"a"}]}""", ".secrets: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [InlineData("""{"metadata":{"finalizers":["f/a","f/a"]}}""", ".metadata.finalizers: duplicate entries for key [=\"f/a\"]")]
    [InlineData("""{"secrets":[{"name":"a","x":1}],"y":1}""", "errors:\n  .secrets[name=\"a\"].x: field not declared in schema\n  .y: field not declared in schema")]
    public void Read_InvalidConfiguration_ReportsPaths(string json, string expected)
    {
        var error = Configuration(json).Error!;

        Assert.Equal(500, error.Code);
        Assert.Equal($"failed to create typed patch object (/; /v1, Kind=ServiceAccount): {expected}", error.Message);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Secret"}""", "invalid object type: /v1, Kind=Secret")]
    [InlineData("""{"apiVersion":"apps/v1","kind":"ServiceAccount"}""", "invalid object type: apps/v1, Kind=ServiceAccount")]
    [InlineData("{}", "invalid object type: /, Kind=")]
    public void Read_AnotherKind_IsRefused(string json, string expected) =>
        Assert.Equal(expected, AppliedConfiguration.Read((JsonObject)JsonNode.Parse(json)!, KubernetesKinds.ServiceAccounts).Error!.Message);

    [Fact]
    public void To_AppliedTwice_IsIdempotent() =>
        Gen.Select(AnyConfiguration, AnyConfiguration, AnyConfiguration).Sample((first, second, third) =>
        {
            var before = Apply(Apply(null, first, "one"), second, "two", force: true);
            var once = Apply(before, third, "one", force: true);
            var twice = Apply(once, third, "one", force: true);
            Assert.Equal(Bytes(once), Bytes(twice));
        });

    [Fact]
    public void To_EmptyConfiguration_RemovesAllOwnedFields() =>
        Gen.Select(AnyConfiguration, AnyConfiguration).Sample((first, second) =>
        {
            var alone = Apply(null, first, "one");
            var both = Apply(alone, second, "two", force: true);
            var left = Apply(both, """{"metadata":{"name":"a"}}""", "two");

            // Fields that the other applier no longer owns are removed; those that it still owns are unchanged.
            Assert.DoesNotContain(left.Metadata.ManagedFields ?? [], entry => entry!["manager"]!.GetValue<string>() == "two");
            Assert.All(left.Metadata.Labels ?? [], label => Assert.Equal(alone.Metadata.Labels!.GetString(label.Key), label.Value!.GetValue<string>()));
        });

    [Fact]
    public void To_DisjointConfigurations_CommuteInOrder() =>
        Gen.Select(Labels("p"), Labels("q")).Sample((first, second) =>
        {
            var empty = Apply(null, """{"metadata":{"name":"a"}}""", "zero");
            var one = Apply(Apply(empty, first, "one"), second, "two");
            var other = Apply(Apply(empty, second, "two"), first, "one");
            Assert.Equal(Bytes(one), Bytes(other));
        });

    /// <summary>Without empty maps and nulls: they are owned but not stored, so applying them again is a change.</summary>
    private static Gen<string> AnyConfiguration { get; } = Gen.Select(
        Gen.Int[0, 3].Array[0, 3], Gen.Int[0, 3].Array[0, 3], Gen.Int[0, 3].Array[0, 3], Gen.Bool, Gen.Int[0, 2]).Select(
        (labels, finalizers, secrets, mounts, salt) =>
        {
            var root = Named(labels.Select(n => $"l{n}"), $"{salt}");
            root["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Distinct().Select(n => (JsonNode)$"f/{n}")]);
            root["secrets"] = new JsonArray([.. secrets.Distinct().Select(n => (JsonNode)new JsonObject { ["name"] = $"s{n}" })]);
            if (mounts)
            {
                root["automountServiceAccountToken"] = true;
            }

            return root.ToJsonString();
        });

    private static Gen<string> Labels(string prefix) =>
        Gen.Int[0, 5].Array[0, 4].Select(numbers => Named(numbers.Select(n => $"{prefix}{n}"), "1").ToJsonString());

    private static JsonObject Named(IEnumerable<string> labels, string value)
    {
        var metadata = new JsonObject { ["name"] = "a" };
        foreach (var label in labels)
        {
            metadata.EnsureObject("labels")[label] = value;
        }

        return new JsonObject { ["metadata"] = metadata };
    }

    private static string Names(ObjectDocument document, params string[] names)
    {
        Assert.Equal(names, document.Root.GetList("secrets")!.Select(secret => secret!["name"]!.GetValue<string>()));
        return document.Root["secrets"]!.ToJsonString();
    }

    private static ObjectDocument Apply(ObjectDocument? current, string json, string manager, bool force = false)
    {
        var outcome = Try(current, json, manager, force);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        return Stored(outcome.Value);
    }

    private static Outcome<ObjectDocument> Try(ObjectDocument? current, string json, string manager, bool force) => new ServerSideApply(
        KubernetesKinds.ServiceAccounts, Configuration(json).Value, new FieldManager(manager, ""), force, Now).To(current);

    private static Outcome<AppliedConfiguration> Configuration(string json)
    {
        var root = (JsonObject)JsonNode.Parse(json)!;
        root["apiVersion"] = "v1";
        root["kind"] = "ServiceAccount";
        return AppliedConfiguration.Read(root, KubernetesKinds.ServiceAccounts);
    }

    private static ObjectDocument Tracked(string json)
    {
        var document = Document(json);
        FieldTracking.Track(KubernetesKinds.ServiceAccounts, document, null, new FieldManager("poster", ""), Now);
        return Stored(document);
    }

    private static ObjectDocument Document(string json) => new((JsonObject)JsonNode.Parse(json)!);

    private static ObjectDocument Stored(ObjectDocument document) => new((JsonObject)JsonNode.Parse(Bytes(document))!);

    private static byte[] Bytes(ObjectDocument document) => CanonicalJson.ToBytes(document.Root, KubernetesKinds.ServiceAccounts.Schema);

    private static string FieldsOf(ObjectDocument document, string manager) => document.Metadata.ManagedFields!
        .Single(entry => ((JsonObject)entry!).GetString("manager") == manager)!["fieldsV1"]!.ToJsonString(Relaxed);
}
