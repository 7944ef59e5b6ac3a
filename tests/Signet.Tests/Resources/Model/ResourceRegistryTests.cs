using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Schema;
using Signet.Testing.Kinds;

namespace Signet.Tests.Resources.Model;

public sealed class ResourceRegistryTests
{
    [Fact]
    public void Find_EachForm_ByVersionAndPlural()
    {
        Assert.Same(TestKinds.Widgets, TestKinds.Registry.Find(new("example.test", "v1"), "widgets"));
        Assert.Same(TestKinds.BetaWidgets, TestKinds.Registry.Find(new("example.test", "v1beta1"), "widgets"));
        Assert.Same(TestKinds.BetaWidgets, TestKinds.Registry.FindKind("example.test/v1beta1", "Widget"));
        Assert.Same(KubernetesKinds.Pods, TestKinds.Registry.Find(new("", "v1"), "pods"));
        Assert.Same(TestKinds.OtherPods, TestKinds.Registry.Find(new("example.test", "v1"), "pods"));
        Assert.Null(TestKinds.Registry.Find(new("example.test", "v2"), "widgets"));
        Assert.Null(TestKinds.Registry.FindKind("example.test/v1beta1", "Pod"));
    }

    [Fact]
    public void Stored_OfEachKind_IsOneForm()
    {
        Assert.Contains(TestKinds.Widgets, TestKinds.Registry.Stored);
        Assert.DoesNotContain(TestKinds.BetaWidgets, TestKinds.Registry.Stored);
        Assert.Same(TestKinds.Widgets, TestKinds.BetaWidgets.Stored);
        Assert.Same(TestKinds.Widgets.Forms, TestKinds.BetaWidgets.Forms);
        Assert.Equal(TestKinds.Widgets.StoragePrefix, TestKinds.BetaWidgets.StoragePrefix);
    }

    [Fact]
    public void Find_StoredFormThatIsNotServed_FindsOnlyTheOther()
    {
        var registry = new ResourceRegistry([TestKinds.OldWidgets], TestKinds.Schemas);

        Assert.Null(registry.Find(new("example.test", "v1beta1"), "widgets"));
        Assert.Null(registry.FindKind("example.test/v1beta1", "Widget"));
        Assert.Same(TestKinds.OldWidgets.Forms.Others[0], registry.Find(new("example.test", "v1"), "widgets"));
        Assert.Equal([TestKinds.OldWidgets], registry.Stored);
    }

    /// <summary>The storage prefixes of existing stores do not change.</summary>
    [Fact]
    public void StoragePrefix_OfKubernetesKinds_HasNoGroup() => Assert.All(
        KubernetesKinds.All, resource => Assert.Equal($"/registry/{resource.Plural}/", resource.StoragePrefix));

    [Fact]
    public void StoragePrefix_OfOtherGroups_HasTheGroup()
    {
        Assert.Equal("/registry/tokens.signet.dev/issuedtokens/", TestKinds.IssuedTokens.StoragePrefix);
        Assert.Equal("/registry/example.test/pods/default/x", TestKinds.OtherPods.StorageKey(new("default", "x")));
    }

    [Theory]
    [InlineData("/registry/pods/")]
    [InlineData("/registry/pods/more/")]
    public void Create_TwoKindsWithOneStoragePrefix_IsRefused(string prefix)
    {
        var colliding = Pods(prefix);

        var refused = Assert.Throws<ArgumentException>(() => new ResourceRegistry([KubernetesKinds.Pods, colliding], TestKinds.Schemas));

        Assert.Contains("share the storage prefix /registry/pods/", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TheSameKindTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ResourceRegistry([KubernetesKinds.Pods, KubernetesKinds.Pods], SchemaCatalog.Kubernetes));

    private static ResourceDefinition Pods(string prefix) => new()
    {
        Kind = TestKinds.OtherPods.Kind,
        Plural = "pods",
        Namespaced = true,
        Strategy = new ResourceStrategy(),
        Schema = TestKinds.OtherPods.Schema,
        StoragePrefix = prefix,
    };
}
