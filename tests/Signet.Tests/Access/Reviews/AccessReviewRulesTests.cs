using System.Text.Json.Nodes;
using Signet.Core.Access.Reviews;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Tests.Access.Reviews;

public sealed class AccessReviewRulesTests
{
    private const string Pods = """ "resourceAttributes":{"verb":"get","resource":"pods"} """;
    private const string Selected = """ "user":"u","resourceAttributes":{"verb":"list","resource":"pods", """;
    private const string AnyPath = """ "nonResourceAttributes":{"verb":"get"} """;

    [Theory]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{"user":"u",{{Pods}} }""")]
    [InlineData(nameof(AccessReviewScope.Subject), """{"user":"u","resourceAttributes":{}}""")]
    [InlineData(nameof(AccessReviewScope.Subject), """{"user":"u","nonResourceAttributes":{}}""")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{"groups":[""],{{Pods}} }""")]
    [InlineData(nameof(AccessReviewScope.Self), $$"""{ {{AnyPath}} }""")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{ {{Selected}} "fieldSelector":{"rawSelector":"%%"},"labelSelector":{"rawSelector":"&&"} } }""")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{ {{Selected}} "fieldSelector":{"requirements":[{"key":"a b","operator":"Frob"}]} } }""")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{ {{Selected}} "labelSelector":{"requirements":[{"key":"a","operator":"Frob"}]} } }""")]
    [InlineData(nameof(AccessReviewScope.Local), """{"user":"u","resourceAttributes":{"namespace":"team","verb":"get","resource":"pods"}}""")]
    public void Check_ValidReview_HasNoErrors(string scope, string spec) => Assert.Empty(Check(Enum.Parse<AccessReviewScope>(scope), spec));

    [Theory]
    [InlineData(nameof(AccessReviewScope.Subject), "{}",
        "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
        """spec.user: Invalid value: "": at least one of user or group must be specified""")]
    [InlineData(nameof(AccessReviewScope.Self), "{}",
        "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{"user":"","groups":[],{{Pods}} }""",
        """spec.user: Invalid value: "": at least one of user or group must be specified""")]
    [InlineData(nameof(AccessReviewScope.Self), $$"""{ {{Pods}},{{AnyPath}} }""",
        """spec.nonResourceAttributes: Invalid value: {"Path":"","Verb":"get"}: cannot be specified in combination with resourceAttributes""")]
    [InlineData(nameof(AccessReviewScope.Local), $$"""{"user":"u",{{Pods}},{{AnyPath}} }""",
        """spec.nonResourceAttributes: Invalid value: {"Path":"","Verb":"get"}: cannot be specified in combination with resourceAttributes""",
        """spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace""",
        """spec.nonResourceAttributes: Invalid value: {"Path":"","Verb":"get"}: disallowed on this kind of request""")]
    [InlineData(nameof(AccessReviewScope.Local), """{"user":"u","resourceAttributes":{"namespace":"other"}}""",
        """spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace""")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{ {{Selected}} "labelSelector":{"rawSelector":"a","requirements":[{"key":"a","operator":"In"}]},"fieldSelector":{} } }""",
        "spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required",
        """spec.resourceAttributes.labelSelector.rawSelector: Invalid value: "a": may not specified at the same time as requirements""",
        "spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'")]
    [InlineData(nameof(AccessReviewScope.Subject), $$"""{ {{Selected}} "fieldSelector":{"requirements":[{"key":"a","operator":"In","values":["b"]},{"operator":"Exists","values":["x"]}]} } }""",
        "spec.resourceAttributes.fieldSelector.requirements[1].key: Required value: must be specified",
        "spec.resourceAttributes.fieldSelector.requirements[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    public void Check_InvalidReview_HasErrorsInKubernetesOrder(string scope, string spec, params string[] errors) =>
        Assert.Equal(errors, Check(Enum.Parse<AccessReviewScope>(scope), spec).Select(error => $"{error.Field}: {error.Text}"));

    [Theory]
    [InlineData(nameof(AccessReviewScope.Subject), """{"name":"x"}""", """Invalid value: {"name":"x"}: must be empty""")]
    [InlineData(nameof(AccessReviewScope.Self), """{"labels":{"a":"<"}}""", "must be empty")]
    [InlineData(nameof(AccessReviewScope.Subject), """{"resourceVersion":"1","managedFields":[{"manager":"m"}]}""", "\"managedFields\":[{\"manager\":\"m\"")]
    [InlineData(nameof(AccessReviewScope.Subject), """{"namespace":"team"}""", "must be empty")]
    [InlineData(nameof(AccessReviewScope.Local), """{"generateName":"x","namespace":"team"}""", "must be empty except for namespace")]
    public void Check_Metadata_MustBeEmpty(string scope, string metadata, string text)
    {
        var error = Assert.Single(Check(Enum.Parse<AccessReviewScope>(scope), """{"user":"u","resourceAttributes":{"namespace":"team"}}""", metadata));

        Assert.Equal("metadata", error.Field);
        Assert.Contains(text, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"labels":{},"annotations":null,"finalizers":[],"generation":0}""")]
    [InlineData("""{"managedFields":[{"manager":"m"}]}""")]
    public void Check_EmptyMetadata_HasNoErrors(string metadata) =>
        Assert.Empty(Check(AccessReviewScope.Subject, """{"user":"u","resourceAttributes":{}}""", metadata));

    private static IReadOnlyList<FieldError> Check(AccessReviewScope scope, string spec, string? metadata = null)
    {
        metadata ??= scope == AccessReviewScope.Local ? """{"namespace":"team"}""" : "{}";
        return AccessReviewRules.Check(scope, new ObjectDocument(JsonNode.Parse($$"""{"metadata":{{metadata}},"spec":{{spec}} }""")!.AsObject()));
    }
}
