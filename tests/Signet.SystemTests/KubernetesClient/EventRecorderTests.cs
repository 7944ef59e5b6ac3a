using System.Globalization;
using k8s;
using k8s.Models;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>Event recorders (client-go, <c>tools/record</c> and <c>tools/events</c>) create an event, and PATCH it when it occurs again.</summary>
public sealed class EventRecorderTests(ClientServer server) : IClassFixture<ClientServer>
{
    private const string Namespace = "default";

    private IKubernetes Client => server.Client;

    [Fact]
    public async Task OldRecorder_SameEventAgain_CountsUp()
    {
        var first = DateTime.UtcNow.AddMinutes(-1);
        var created = await Client.CoreV1.CreateNamespacedEventAsync(
            new Corev1Event
            {
                Metadata = new() { Name = "cm.17a1b2c3d4e5f607", NamespaceProperty = Namespace },
                InvolvedObject = new() { Kind = "ConfigMap", ApiVersion = "v1", Name = "cm", NamespaceProperty = Namespace },
                Reason = "Loaded",
                Message = "It was loaded.",
                Type = "Normal",
                Count = 1,
                FirstTimestamp = first,
                LastTimestamp = first,
                Source = new() { Component = "loader" },
                ReportingComponent = "loader",
            },
            Namespace);

        // The recorder sends the difference of both states as a strategic merge patch.
        var last = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var patched = await Client.CoreV1.PatchNamespacedEventAsync(
            new V1Patch($$"""{"count":2,"lastTimestamp":"{{last}}","message":"It was loaded again."}""", V1Patch.PatchType.StrategicMergePatch),
            created.Name(), Namespace);

        Assert.Equal((2, "It was loaded again."), (patched.Count, patched.Message));
        Assert.Equal(created.FirstTimestamp, patched.FirstTimestamp);
        var shown = await Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: "involvedObject.name=cm,involvedObject.kind=ConfigMap,reason=Loaded");
        Assert.Equal(2, Assert.Single(shown.Items).Count);
    }

    [Fact]
    public async Task NewRecorder_SameEventAgain_BecomesASeries()
    {
        var created = await Client.EventsV1.CreateNamespacedEventAsync(
            new Eventsv1Event
            {
                Metadata = new() { Name = "p.17a1b2c3d4e5f608", NamespaceProperty = Namespace },
                Regarding = new() { Kind = "Pod", ApiVersion = "v1", Name = "p", NamespaceProperty = Namespace },
                EventTime = DateTime.UtcNow,
                ReportingController = "example.test/c",
                ReportingInstance = "c-1",
                Action = "Sync",
                Reason = "Synced",
                Note = "It is in sync.",
                Type = "Normal",
            },
            Namespace);

        var observed = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var patched = await Client.EventsV1.PatchNamespacedEventAsync(
            new V1Patch($$$"""{"series":{"count":2,"lastObservedTime":"{{{observed}}}"}}""", V1Patch.PatchType.StrategicMergePatch), created.Name(), Namespace);

        Assert.Equal(2, patched.Series.Count);
        var core = await Client.CoreV1.ReadNamespacedEventAsync(created.Name(), Namespace);
        Assert.Equal(("It is in sync.", 2, "example.test/c"), (core.Message, core.Series.Count, core.ReportingComponent));
    }
}
