using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;

namespace Signet.Tests.Resources.Model;

/// <summary>Field selectors: their syntax, the fields of each kind, and the objects that match.</summary>
public sealed class ObjectSelectorTests
{
    private static readonly StoredObject Pod = StoredObjectReader.Read(
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ns","uid":"u"},
         "spec":{"nodeName":"n1","restartPolicy":"Always","serviceAccountName":"sa","schedulerName":"default-scheduler","hostNetwork":true},
         "status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"phase":"no"}]}}
        """u8,
        new Revision(3));

    [Theory]
    [InlineData("metadata.name=p", true)]
    [InlineData("metadata.name==p,metadata.namespace=ns", true)]
    [InlineData("metadata.name=q", false)]
    [InlineData("metadata.namespace!=ns", false)]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.host=n1", true)]
    [InlineData("spec.nodeName=", false)]
    [InlineData("spec.restartPolicy!=Never", true)]
    [InlineData("spec.serviceAccountName=sa", true)]
    [InlineData("spec.hostNetwork=true", true)]
    [InlineData("spec.hostNetwork=false", false)]
    [InlineData("status.phase=Running,status.podIP=10.0.0.1", true)]
    [InlineData("status.nominatedNodeName=", true)]
    [InlineData("status.nominatedNodeName!=", false)]
    [InlineData(",,spec.nodeName=n1,", true)]
    [InlineData("", true)]
    public void Matches_Pod_ByItsFields(string fields, bool isMatch) =>
        Assert.Equal(isMatch, Create(KubernetesKinds.Pods, "", fields).Value.Matches(Pod));

    [Fact]
    public void Matches_AbsentBoolean_IsFalse()
    {
        var node = StoredObjectReader.Read("""{"kind":"Node","apiVersion":"v1","metadata":{"name":"n","uid":"u"},"spec":{}}"""u8, new Revision(3));

        Assert.True(Create(KubernetesKinds.Nodes, "", "spec.unschedulable=false").Value.Matches(node));
        Assert.False(Create(KubernetesKinds.Nodes, "", "spec.unschedulable=true").Value.Matches(node));
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "serviceaccounts", "type=Opaque", "\"type\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"" },
        { "secrets", "data.a=b", "field label not supported: data.a" },
        { "pods", "metadata.labels.app=x", "field label not supported: metadata.labels.app" },
        { "namespaces", "metadata.namespace=x", "field label not supported: metadata.namespace" },
        { "nodes", "status.phase=x", "field label not supported: status.phase" },
        { "secrets", "metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'" },
        { "secrets", "type=a=b", "invalid field selector: unescaped character in value: 61" },
        { "secrets", "type=a\\b", "invalid field selector: invalid escape sequence: \\b" },
        { "secrets", "type=a\\", "invalid field selector: invalid escape sequence: \\" },
        { "secrets", "z=1,a=1", "field label not supported: a" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Create_UnknownField_ReportsTheError(string plural, string fields, string fault)
    {
        var error = Create(ServedKinds.Registry.Find(new GroupVersion("", "v1"), plural)!, "", fields).Error!;

        Assert.Equal(400, error.Code);
        Assert.Equal(fault, error.Message);
    }

    [Fact]
    public void Parse_OfToString_IsEqual() =>
        Gen.Select(Gen.OneOf("metadata.name", "type"), Gen.Bool, Gen.Char["ab\\,=!ü "].Array[0, 6]).Array[0, 4].Sample(drawn =>
        {
            var selector = new FieldSelector([.. drawn.Select(term => new FieldRequirement(term.Item1, term.Item2, new string(term.Item3)))]);

            Assert.Equal(
                selector.Requirements.OrderBy(requirement => requirement.ToString(), StringComparer.Ordinal),
                FieldSelector.Parse(selector.ToString()).Value.Requirements);
        });

    [Theory]
    [InlineData("ns", "metadata.name=a", "ns/a")]
    [InlineData("", "metadata.name=a,metadata.namespace=ns", "ns/a")]
    [InlineData("", "metadata.name=a", null)]
    [InlineData("ns", "metadata.name!=a", null)]
    public void Key_SelectorOfOneObject_IsItsKey(string ns, string fields, string? key) =>
        Assert.Equal(key, Create(KubernetesKinds.Secrets, ns, fields).Value.Key?.ToString());

    private static Outcome<ObjectSelector> Create(ResourceDefinition resource, string ns, string fields) =>
        FieldSelector.Parse(fields).TryGetValue(out var selector, out var error)
            ? ObjectSelector.Create(resource, ns, LabelSelector.Everything, selector)
            : error;
}
