using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Tests.Resources.ManagedFields;

public sealed class FieldTrackingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Track_NewObject_OwnsMapsButNotStructs()
    {
        var created = Track("""{"metadata":{"name":"a","labels":{"x":"1"},"finalizers":["f/a"]},"automountServiceAccountToken":true}""", null, "one");

        Assert.Equal(
            """{"f:automountServiceAccountToken":{},"f:metadata":{"f:finalizers":{".":{},"v:\"f/a\"":{}},"f:labels":{".":{},"f:x":{}}}}""",
            FieldsOf(created, "one"));
    }

    [Fact]
    public void Track_NewPod_OwnsContainersByKeyAndNotTheirList()
    {
        var pod = Document("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}]}]},"status":{"phase":"Failed"}}""");
        FieldTracking.Track(KubernetesKinds.Pods, pod, null, new FieldManager("one", ""), Now);

        Assert.Equal(
            """{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}},"f:resources":{}}}}}""",
            FieldsOf(pod, "one"));
    }

    [Fact]
    public void Track_Update_TakesWhatItChangesFromOthers()
    {
        var created = Track("""{"metadata":{"name":"a","labels":{"x":"1","y":"1"}}}""", null, "one");

        var updated = Track("""{"metadata":{"name":"a","labels":{"x":"2"}}}""", created, "two");

        Assert.Equal("""{"f:metadata":{"f:labels":{}}}""", FieldsOf(updated, "one"));
        Assert.Equal("""{"f:metadata":{"f:labels":{"f:x":{}}}}""", FieldsOf(updated, "two"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void Track_EmptyManagedFields_EndsTheTracking(string sent)
    {
        var created = Track("""{"metadata":{"name":"a","labels":{"x":"1"}}}""", null, "one");

        var reset = Track($$$"""{"metadata":{"name":"a","labels":{"x":"2"},"managedFields":{{{sent}}}}}""", created, "two");
        var later = Track("""{"metadata":{"name":"a","labels":{"x":"3"}}}""", reset, "two");

        Assert.Null(reset.Metadata.ManagedFields);
        Assert.Null(later.Metadata.ManagedFields);
    }

    [Theory]
    [InlineData("""[{"manager":"m","operation":"Frob","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsV1":{"f:data":{}}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"nonsense":{}}}]""")]
    public void Track_MalformedManagedFields_AreThoseOfTheCurrentObject(string sent)
    {
        var created = Track("""{"metadata":{"name":"a","labels":{"x":"1"}}}""", null, "one");

        var updated = Track($$$"""{"metadata":{"name":"a","labels":{"x":"1"},"managedFields":{{{sent}}}}}""", created, "two");

        Assert.Equal(created.Metadata.ManagedFields!.ToJsonString(), updated.Metadata.ManagedFields!.ToJsonString());
    }

    [Fact]
    public void Track_ManyUpdaters_MergesTheOldest()
    {
        var current = Track("""{"metadata":{"name":"a","labels":{"m0":"1"}}}""", null, "m0");
        for (var i = 1; i <= 12; i++)
        {
            var next = current.Clone();
            next.Metadata.Labels![$"m{i}"] = "1";
            FieldTracking.Track(KubernetesKinds.ServiceAccounts, next, current, new FieldManager($"m{i}", ""), Now.AddSeconds(i));
            current = Stored(next);
        }

        Assert.Equal(10, current.Metadata.ManagedFields!.Count);
        Assert.Equal("""{"f:metadata":{"f:labels":{".":{},"f:m0":{},"f:m1":{},"f:m2":{},"f:m3":{}}}}""", FieldsOf(current, "ancient-changes"));
    }

    [Fact]
    public void Track_StatusWrite_OwnsStatusInASeparateEntry()
    {
        var created = Document("""{"metadata":{"name":"n"},"spec":{"podCIDR":"10.0.0.0/24"}}""");
        FieldTracking.Track(KubernetesKinds.Nodes, created, null, new FieldManager("one", ""), Now);
        var updated = Document("""{"metadata":{"name":"n"},"spec":{"podCIDR":"10.9.0.0/24"},"status":{"phase":"Running"}}""");

        FieldTracking.Track(KubernetesKinds.Nodes, updated, Stored(created, KubernetesKinds.Nodes), new FieldManager("one", "status"), Now);

        Assert.Equal(
            [("", """{"f:spec":{"f:podCIDR":{}}}"""), ("status", """{"f:status":{"f:phase":{}}}""")],
            updated.Metadata.ManagedFields!.Select(entry => (((JsonObject)entry!).GetString("subresource"), entry!["fieldsV1"]!.ToJsonString())));
    }

    private static ObjectDocument Track(string json, ObjectDocument? current, string manager)
    {
        var document = Document(json);
        FieldTracking.Track(KubernetesKinds.ServiceAccounts, document, current, new FieldManager(manager, ""), Now);
        return Stored(document);
    }

    private static ObjectDocument Document(string json) => new((JsonObject)JsonNode.Parse(json)!);

    private static ObjectDocument Stored(ObjectDocument document, ResourceDefinition? resource = null) => new((JsonObject)JsonNode.Parse(
        CanonicalJson.ToBytes(document.Root, (resource ?? KubernetesKinds.ServiceAccounts).Schema))!);

    private static string FieldsOf(ObjectDocument document, string manager) => document.Metadata.ManagedFields!
        .Single(entry => ((JsonObject)entry!).GetString("manager") == manager)!["fieldsV1"]!.ToJsonString(Relaxed);

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
