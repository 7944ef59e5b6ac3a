using System.Text;
using System.Text.Json;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;

namespace Signet.Tests.Resources.Tables;

public sealed class TableWriterTests
{
    private const string Created = "2026-01-01T00:00:00Z";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Secret", """{"type":"Opaque","data":{"a":"MQ==","b":""}}""", """["x","Opaque",2,"5m"]""")]
    [InlineData("Secret", """{"type":"t"}""", """["x","t",0,"5m"]""")]
    [InlineData("ConfigMap", """{"data":{"a":"1"},"binaryData":{"b":"","c":""}}""", """["x",3,"5m"]""")]
    [InlineData("ServiceAccount", "{}", """["x","5m"]""")]
    [InlineData("Namespace", """{"status":{"phase":"Terminating"}}""", """["x","Terminating","5m"]""")]
    [InlineData("Lease", """{"spec":{}}""", """["x","","5m"]""")]
    [InlineData("Lease", """{"spec":{"holderIdentity":"me"}}""", """["x","me","5m"]""")]
    [InlineData(
        "Node",
        """{"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}""",
        """["x","NotReady,SchedulingDisabled","<none>","5m","","<none>","<none>","<unknown>","<unknown>","<unknown>"]""")]
    [InlineData(
        "Node",
        """{"status":{"addresses":[{"type":"Hostname","address":"h"},{"type":"ExternalIP","address":"1.2.3.4"}],"nodeInfo":{"kernelVersion":"6","architecture":"arm64"}}}""",
        """["x","Unknown","<none>","5m","","<none>","1.2.3.4","<unknown>","6 (arm64)","<unknown>"]""")]
    public void Render_EachKind_HasItsCells(string kind, string rest, string expected) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), Row(Render(kind, rest)).GetProperty("cells")), Row(Render(kind, rest)).GetRawText());

    [Theory]
    [InlineData("""{"spec":{"containers":[{}]},"status":{"phase":"Pending"}}""", "0/1", "Pending", "0")]
    [InlineData("""{"spec":{"containers":[{}]},"status":{"phase":"Running","containerStatuses":[{"ready":true,"restartCount":2,"state":{"running":{}},"lastState":{"terminated":{"finishedAt":"2026-01-01T00:04:00Z"}}}]}}""", "1/1", "Running", "2 (60s ago)")]
    [InlineData("""{"spec":{"containers":[{},{}]},"status":{"phase":"Running","containerStatuses":[{"ready":true,"state":{"running":{}}},{"state":{"waiting":{"reason":"CrashLoopBackOff"}},"restartCount":7}]}}""", "1/2", "CrashLoopBackOff", "7")]
    [InlineData("""{"spec":{"containers":[{}]},"status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":3}}}]}}""", "0/1", "ExitCode:3", "0")]
    [InlineData("""{"spec":{"containers":[{}]},"status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"signal":9,"exitCode":137}}}]}}""", "0/1", "Signal:9", "0")]
    [InlineData("""{"spec":{"containers":[{}],"initContainers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Pending","initContainerStatuses":[{"name":"a","state":{"terminated":{"exitCode":0}},"restartCount":1},{"name":"b","state":{"running":{}},"restartCount":2}]}}""", "0/1", "Init:1/2", "3")]
    [InlineData("""{"spec":{"containers":[{}],"initContainers":[{"name":"a"}]},"status":{"phase":"Pending","initContainerStatuses":[{"name":"a","state":{"waiting":{"reason":"ErrImagePull"}}}]}}""", "0/1", "Init:ErrImagePull", "0")]
    [InlineData("""{"spec":{"containers":[{}],"initContainers":[{"name":"a"}]},"status":{"phase":"Pending","initContainerStatuses":[{"name":"a","state":{"terminated":{"exitCode":1}}}]}}""", "0/1", "Init:ExitCode:1", "0")]
    [InlineData("""{"spec":{"containers":[{}],"initContainers":[{"name":"s","restartPolicy":"Always"}]},"status":{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":4,"state":{"running":{}}}],"containerStatuses":[{"ready":true,"state":{"running":{}},"restartCount":1}]}}""", "2/2", "Running", "5")]
    [InlineData("""{"spec":{"containers":[{},{}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}},{"ready":true,"state":{"running":{}}}]}}""", "1/2", "Running", "0")]
    [InlineData("""{"spec":{"containers":[{}]},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}}""", "0/1", "SchedulingGated", "0")]
    public void Render_Pod_SummarizesItsContainers(string rest, string ready, string status, string restarts)
    {
        var cells = Row(Render("Pod", rest)).GetProperty("cells");
        Assert.Equal([ready, status, restarts], [cells[1].GetString(), cells[2].GetString(), cells[3].GetString()]);
    }

    [Fact]
    public void Render_DeletedPod_IsTerminatingUnlessCompleted()
    {
        const string Deleted = """{"metadata":{"name":"x","deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"PHASE"}}""";
        Assert.Equal("Terminating", StatusCell("Running"));
        Assert.Equal("Succeeded", StatusCell("Succeeded"));

        static string? StatusCell(string phase) => Row(Render(KubernetesKinds.Pods, Deleted.Replace("PHASE", phase, StringComparison.Ordinal)))
            .GetProperty("cells")[2].GetString();
    }

    [Fact]
    public void Render_CompletedPod_HasARowCondition()
    {
        var condition = Row(Render("Pod", """{"status":{"phase":"Failed"}}""")).GetProperty("conditions")[0];
        Assert.Equal("""{"type":"Completed","status":"True","reason":"Failed","message":"The pod failed."}""", condition.GetRawText());
        Assert.False(Row(Render("Pod", """{"status":{"phase":"Running"}}""")).TryGetProperty("conditions", out _));
    }

    [Fact]
    public void Render_EveryKind_WritesColumnsAndCells()
    {
        foreach (var resource in ServedKinds.Registry.All)
        {
            var table = Render(resource, """{"metadata":{"name":"x"}}""");
            var columns = table.GetProperty("columnDefinitions");
            Assert.Single(columns.EnumerateArray(), column => column.GetProperty("format").GetString() == "name");
            Assert.Equal(columns.GetArrayLength(), Row(table).GetProperty("cells").GetArrayLength());
            Assert.All(columns.EnumerateArray(), column => Assert.NotEqual("", column.GetProperty("description").GetString()));
        }
    }

    [Fact]
    public void Render_List_KeepsItsRevisionAndContinueToken()
    {
        var list = """{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"c","remainingItemCount":3},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""";
        var table = Render(KubernetesKinds.Secrets, list, IncludedObject.Object);
        Assert.Equal("""{"resourceVersion":"7","continue":"c","remainingItemCount":3}""", table.GetProperty("metadata").GetRawText());
        Assert.Equal(
            """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"b"}}""", table.GetProperty("rows")[1].GetProperty("object").GetRawText());
    }

    [Fact]
    public void Render_WithoutColumnsOrObjects_WritesNull()
    {
        var options = new TableOptions("v1", IncludedObject.None, WithColumns: false);
        var table = Render(KubernetesKinds.Secrets, """{"metadata":{"name":"x"}}""", options);
        Assert.Equal(JsonValueKind.Null, table.GetProperty("columnDefinitions").ValueKind);
        Assert.Equal(JsonValueKind.Null, Row(table).GetProperty("object").ValueKind);
    }

    [Fact]
    public void RenderList_Empty_HasNullItems() => Assert.Equal(
        """{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"},"items":null}""",
        Encoding.UTF8.GetString(PartialMetadata.RenderList(
            """{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}"""u8.ToArray(), "v1").Span));

    private static JsonElement Render(string kind, string rest)
    {
        var resource = ServedKinds.Registry.All.Single(definition => definition.Kind.Kind == kind);
        var metadata = $$"""{"metadata":{"name":"x","creationTimestamp":"{{Created}}"}""";
        return Render(resource, rest == "{}" ? metadata + "}" : metadata + "," + rest[1..]);
    }

    private static JsonElement Render(ResourceDefinition resource, string json, IncludedObject included = IncludedObject.Metadata) =>
        Render(resource, json, new TableOptions("v1", included, WithColumns: true));

    private static JsonElement Render(ResourceDefinition resource, string json, TableOptions options)
    {
        var table = TableWriter.Render(Encoding.UTF8.GetBytes(json), resource.Strategy.Table, resource.Kind, options, Now);
        using var document = JsonDocument.Parse(table);
        return document.RootElement.Clone();
    }

    private static JsonElement Row(JsonElement table) => table.GetProperty("rows")[0];
}
