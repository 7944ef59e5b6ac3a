using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Testing.Kinds;

namespace Signet.Tests.Resources.Model;

/// <summary>The conversion of stored values between the forms of a kind.</summary>
public sealed class KindFormsTests
{
    private static readonly ResourceDefinition Stable = TestKinds.Widgets;
    private static readonly ResourceDefinition Beta = TestKinds.BetaWidgets;

    [Fact]
    public void ReadStored_EachForm_IsConverted()
    {
        var value = Encoding.UTF8.GetBytes(
            """{"kind":"Widget","apiVersion":"example.test/v1","metadata":{"name":"w","uid":"u"},"spec":{"replicas":2,"display":{"title":"T"}}}""");

        Assert.Contains("\"replicas\":2", Text(Stable.ReadStored(value, new(5))), StringComparison.Ordinal);
        Assert.Equal(
            """{"kind":"Widget","apiVersion":"example.test/v1beta1","metadata":{"name":"w","uid":"u","resourceVersion":"5"},"spec":{"size":2,"title":"T"}}""",
            Text(Beta.ReadStored(value, new(5))));
    }

    [Fact]
    public void ToStored_OtherForm_IsTheStoredForm()
    {
        var beta = Encoding.UTF8.GetBytes("""{"kind":"Widget","apiVersion":"example.test/v1beta1","metadata":{"name":"w","uid":"u"},"spec":{"size":2,"title":"T"}}""");

        var stored = Beta.ToStored(beta);

        Assert.Equal("""{"kind":"Widget","apiVersion":"example.test/v1","metadata":{"name":"w","uid":"u"},"spec":{"replicas":2,"display":{"title":"T"}}}""", Encoding.UTF8.GetString(stored));
        Assert.Same(stored, Stable.ToStored(stored));
    }

    /// <summary>Values from before a change of the stored version.</summary>
    [Fact]
    public void ReadStored_ValueInTheOtherVersion_IsConverted()
    {
        var old = Encoding.UTF8.GetBytes("""{"kind":"Widget","apiVersion":"example.test/v1beta1","metadata":{"name":"w","uid":"u"},"spec":{"size":2}}""");

        Assert.Contains("\"apiVersion\":\"example.test/v1\"", Text(Stable.ReadStored(old, new(5))), StringComparison.Ordinal);
        Assert.Contains("\"replicas\":2", Text(Stable.ReadStored(old, new(5))), StringComparison.Ordinal);
        Assert.Contains("\"size\":2", Text(Beta.ReadStored(old, new(5))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"Widget","apiVersion":"example.test/v2","metadata":{"name":"w","uid":"u"}}""")]
    [InlineData("""{"kind":"Pod","apiVersion":"example.test/v1beta1","metadata":{"name":"w","uid":"u"}}""")]
    [InlineData("""{"kind":"Widget","apiVersion":"example.test/v1beta1","metadata":{"name":"w","uid":"u"}""")]
    [InlineData("")]
    public void ReadStored_ValueInNoForm_IsInvalid(string value) =>
        Assert.Throws<InvalidDataException>(() => Stable.ReadStored(Encoding.UTF8.GetBytes(value), new(5)));

    [Fact]
    public void Renaming_NamesThatSwap_KeepTheirValues()
    {
        var conversion = FormConversion.Renaming(new Dictionary<string, string> { ["a"] = "b", ["b"] = "a", ["c"] = "d" });
        var root = new JsonObject { ["a"] = 1, ["b"] = 2, ["c"] = 3, ["e"] = 4 };

        conversion.ToStored(root);
        Assert.Equal("""{"e":4,"b":1,"a":2,"d":3}""", root.ToJsonString());
        conversion.FromStored(root);

        Assert.True(JsonNode.DeepEquals(new JsonObject { ["a"] = 1, ["b"] = 2, ["c"] = 3, ["e"] = 4 }, root));
    }

    [Fact]
    public void Events_InBothGroups_AreOneKind()
    {
        Assert.Same(KubernetesKinds.Events, KubernetesKinds.StrictEvents.Stored);
        Assert.Equal([KubernetesKinds.Events, KubernetesKinds.StrictEvents], KubernetesKinds.Events.Forms.All);
        Assert.Equal("/registry/events/", KubernetesKinds.StrictEvents.StoragePrefix);
    }

    private static string Text(StoredObject found) => Encoding.UTF8.GetString(found.Json.Span);
}
