using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Tests.Schema;

/// <summary>Bodies of versions other than <c>v1</c>, which kube-apiserver 1.36 can or cannot decode.</summary>
public sealed class BodyVersionTests
{
    [Theory]
    [InlineData("rbac.authorization.k8s.io", "v1alpha1", "ClusterRole", true)]
    [InlineData("rbac.authorization.k8s.io", "v1beta1", "RoleBinding", true)]
    [InlineData("rbac.authorization.k8s.io", "v1beta2", "Role", false)]
    [InlineData("coordination.k8s.io", "v1beta1", "Lease", true)]
    [InlineData("coordination.k8s.io", "v1alpha2", "Lease", false)]
    [InlineData("authentication.k8s.io", "v1beta1", "TokenReview", true)]
    [InlineData("authentication.k8s.io", "v1alpha1", "TokenReview", false)]
    [InlineData("authentication.k8s.io", "v1alpha1", "SelfSubjectReview", true)]
    [InlineData("authentication.k8s.io", "v1beta1", "TokenRequest", false)]
    [InlineData("authorization.k8s.io", "v1beta1", "SelfSubjectRulesReview", true)]
    [InlineData("", "v1beta1", "Pod", false)]
    public void Decode_OtherVersion_IsDistinguishedFromAnUnknownOne(string group, string version, string kind, bool isKnown)
    {
        var (declared, expected) = (new GroupVersionKind(group, version, kind), new GroupVersionKind(group, "v1", kind));
        var type = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[expected]];
        var body = Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}","apiVersion":"{{declared.ApiVersion}}"}""");

        var decoded = ObjectDecoder.Decode(body, type, expected);

        Assert.Equal(isKnown, decoded.IsSuccess);
        var error = isKnown ? decoded.Value.CheckVersion(expected)! : decoded.Error!;
        Assert.Equal(400, error.Code);
        Assert.StartsWith(isKnown
            ? $"the API version in the data ({declared.ApiVersion}) does not match the expected API version ({expected.ApiVersion})"
            : $"{kind} in version \"{version}\" cannot be handled as a {kind}: no kind \"{kind}\" is registered for version \"{declared.ApiVersion}\"",
            error.Message, StringComparison.Ordinal);
    }
}
