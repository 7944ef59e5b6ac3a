using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Tests.Resources.Kinds.Pods;

public sealed class PodBindingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"name":"n"}""", "")]
    [InlineData("""{"kind":"Node","name":"n"}""", "")]
    [InlineData("""{"kind":"Pod","name":"n"}""", "target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"")]
    [InlineData("""{"kind":"Node"}""", "target.name: Required value")]
    [InlineData("""{"kind":"Pod"}""", "[target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\", target.name: Required value]")]
    public void Validate_Target_ReportsEveryFault(string target, string faults)
    {
        var errors = PodBinding.Validate(Document($$"""{"metadata":{"name":"p"},"target":{{target}}}"""));

        Assert.Equal(faults, errors.Count == 0 ? "" : FieldError.Join([.. errors]));
    }

    [Theory]
    [InlineData(
        """{"metadata":{"name":"p","deletionTimestamp":"2026-11-29T09:00:00Z"},"spec":{"nodeName":"a"}}""",
        "pod p is being deleted, cannot be assigned to a host")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"nodeName":"a"}}""", "pod p is already assigned to node \"a\"")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"schedulingGates":[{"name":"g"}]}}""", "pod p has non-empty .spec.schedulingGates")]
    public void Apply_PodThatCannotBeBound_IsAConflict(string pod, string cause)
    {
        var error = PodBinding.Apply(Document(pod), Document("""{"metadata":{"name":"p"},"target":{"name":"n"}}"""), Now).Error!;

        Assert.Equal(409, error.Code);
        Assert.Equal($"Operation cannot be fulfilled on pods/binding \"p\": {cause}", error.Message);
    }

    [Fact]
    public void Apply_PodWithoutNode_GetsNodeAnnotationsConditionAndPreconditions()
    {
        var pod = Document(
            """{"metadata":{"name":"p","uid":"u1","resourceVersion":"7","annotations":{"a":"1"}},"spec":{},"status":{"conditions":[{"type":"PodScheduled","status":"False","reason":"x"}]}}""");
        var binding = Document("""{"metadata":{"name":"p","uid":"u2","resourceVersion":"9","annotations":{"b":"2"}},"target":{"name":"n"}}""");

        Assert.True(PodBinding.Apply(pod, binding, Now).TryGetValue(out var bound, out _));

        Assert.Equal(("u2", "9"), (bound.Metadata.Uid, bound.Metadata.ResourceVersion));
        Assert.Equal("""{"nodeName":"n"}""", bound.Section("spec")!.ToJsonString());
        Assert.Equal("""{"a":"1","b":"2"}""", bound.Metadata.Annotations!.ToJsonString());
        Assert.Equal(
            """{"conditions":[{"type":"PodScheduled","status":"True","reason":"x","lastTransitionTime":"2026-11-29T09:00:00Z"}]}""",
            bound.Section("status")!.ToJsonString());
    }

    private static ObjectDocument Document(string json) => new(JsonNode.Parse(json)!.AsObject());
}
