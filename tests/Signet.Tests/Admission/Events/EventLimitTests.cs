using Microsoft.Extensions.Time.Testing;
using Signet.Core.Access;
using Signet.Core.Admission;
using Signet.Core.Admission.Events;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Admission.Events;

public sealed class EventLimitTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly EventUsage _usage;

    public EventLimitTests() => _usage = new EventUsage(new EventRetention { MaxCount = 10, MaxBytes = 2000 }, _time);

    [Theory]
    [InlineData("", "events", nameof(AdmissionOperation.Create), 429)]
    [InlineData("events.k8s.io", "events", nameof(AdmissionOperation.Create), 429)]
    [InlineData("events.k8s.io", "events", nameof(AdmissionOperation.Update), 429)]
    [InlineData("", "events", nameof(AdmissionOperation.Delete), 0)]
    [InlineData("", "configmaps", nameof(AdmissionOperation.Create), 0)]
    [InlineData("example.test", "events", nameof(AdmissionOperation.Create), 0)]
    public async Task Admit_EvictionTooSlow_RefusesOnlyEvents(string group, string resource, string operation, int code)
    {
        var step = new EventLimit(_usage);
        var request = new AdmissionRequest
        {
            Operation = Enum.Parse<AdmissionOperation>(operation),
            Resource = new GroupResource(group, resource),
            Namespace = "a",
            Name = "x",
            User = new UserInfo { Name = "u", Uid = "", Groups = [] },
        };
        Write(11);
        Assert.True(_usage.IsExceeded);
        Assert.Null(await step.AdmitAsync(request, CancellationToken.None));

        Write(12);
        var refused = await step.AdmitAsync(request, CancellationToken.None);

        Assert.Equal(code, refused?.Code ?? 0);
        Assert.Equal(0, refused?.Details?.RetryAfterSeconds ?? 0);
    }

    [Fact]
    public void Changed_WrittenAndRemoved_UpdatesCountAndBytes()
    {
        var written = Write(3, size: 500);
        Assert.Equal((3, 1500), (_usage.Count, _usage.Bytes));
        Assert.False(_usage.IsExceeded);

        Write(1, size: 1100);
        Assert.Equal((3, 2100), (_usage.Count, _usage.Bytes));
        Assert.True(_usage.IsExceeded);
        _usage.Changed(KubernetesKinds.Events, [new ObjectEvent(ObjectEventType.Deleted, written[0], written[0])]);
        Assert.Equal((2, 1000), (_usage.Count, _usage.Bytes));
    }

    [Fact]
    public void Replaced_AfterARestart_TakesTheTimesFromTheObjects()
    {
        const string Json = """{"metadata":{"name":"e","namespace":"a","uid":"u","creationTimestamp":"2027-01-15T07:00:00Z","managedFields":[{"manager":"m","time":"CHANGED"}]}}""";
        StoredObject Read(string changed) => StoredObjectReader.Read(
            System.Text.Encoding.UTF8.GetBytes(Json.Replace("CHANGED", changed, StringComparison.Ordinal)), new Revision(1));

        _usage.Replaced(KubernetesKinds.Events, [Read("2027-01-15T07:30:00Z")]);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000 - (30 * 60)), Assert.Single(_usage.All).WrittenAt);

        // Clients can set times in managedFields; times in the future are ignored.
        var other = new EventUsage(new EventRetention(), _time);
        other.Replaced(KubernetesKinds.Events, [Read("2099-01-01T00:00:00Z")]);
        Assert.Equal(_time.GetUtcNow(), Assert.Single(other.All).WrittenAt);
    }

    private List<StoredObject> Write(int count, int size = 10)
    {
        var written = Enumerable.Range(0, count)
            .Select(i => new StoredObject { Key = new ObjectKey("a", $"e{i}"), Uid = $"u{i}", Revision = new Revision(1), Json = new byte[size] })
            .ToList();
        _usage.Changed(KubernetesKinds.Events, [.. written.Select(item => new ObjectEvent(ObjectEventType.Added, item, null))]);
        return written;
    }
}
