using Signet.Core.Primitives;

namespace Signet.Tests.Primitives;

public sealed class ApiVersionOrderTests
{
    /// <summary>The example in Kubernetes' documentation of custom resource versions.</summary>
    [Fact]
    public void Compare_AllForms_PutsThePreferredFirst()
    {
        string[] ordered = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"];

        Assert.Equal(ordered, ordered.Reverse().Order(ApiVersionOrder.PreferredFirst));
    }

    [Theory]
    [InlineData("v")]
    [InlineData("v1beta")]
    [InlineData("v1gamma1")]
    [InlineData("v1beta1beta1")]
    [InlineData("v 1")]
    [InlineData("1")]
    [InlineData("")]
    public void Compare_OtherForm_ComesAfterEveryVersion(string version) =>
        Assert.True(ApiVersionOrder.PreferredFirst.Compare("v1alpha1", version) < 0);

    [Theory]
    [InlineData("v1", "", "v1", "/api/v1")]
    [InlineData("tokens.signet.dev/v1alpha1", "tokens.signet.dev", "v1alpha1", "/apis/tokens.signet.dev/v1alpha1")]
    public void Parse_ApiVersion_IsPrintedAsItWas(string apiVersion, string group, string version, string path)
    {
        var parsed = GroupVersion.Parse(apiVersion);

        Assert.Equal(new GroupVersion(group, version), parsed);
        Assert.Equal(apiVersion, parsed.ToString());
        Assert.Equal(path, parsed.Path);
    }
}
