using Signet.Server.Http.Targets;

namespace Signet.Tests.Http;

/// <summary>The request info of a method and target (apiserver, <c>pkg/endpoints/request/requestinfo.go</c>).</summary>
public sealed class RequestInfoTests
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";

    [Theory]
    [InlineData("GET", "/api/v1/namespaces", "list", "", "v1", "", "namespaces", "", "")]
    [InlineData("GET", "/api/v1/namespaces/other", "get", "", "v1", "other", "namespaces", "", "other")]
    [InlineData("PUT", "/api/v1/namespaces/other/finalize", "update", "", "v1", "other", "namespaces", "finalize", "other")]
    [InlineData("GET", "/api/v1/namespaces/other/pods", "list", "", "v1", "other", "pods", "", "")]
    [InlineData("HEAD", "/api/v1/namespaces/other/pods/p", "get", "", "v1", "other", "pods", "", "p")]
    [InlineData("POST", "/api/v1/namespaces/other/pods/p/binding", "create", "", "v1", "other", "pods", "binding", "p")]
    [InlineData("POST", TokenPath, "create", "", "v1", "default", "serviceaccounts", "token", "default")]
    [InlineData("POST", "//" + "api/v1/pods/", "create", "", "v1", "", "pods", "", "")]
    [InlineData("DELETE", "/api/v1/namespaces/other/secrets", "deletecollection", "", "v1", "other", "secrets", "", "")]
    [InlineData("PATCH", "/apis/coordination.k8s.io/v1/namespaces/n/leases/l", "patch", "coordination.k8s.io", "v1", "n", "leases", "", "l")]
    [InlineData("GET", "/api/v1/watch/namespaces/other/pods", "watch", "", "v1", "other", "pods", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/other/pods/p", "watch", "", "v1", "other", "pods", "", "p")]
    [InlineData("GET", "/api/v1/pods?watch=1", "watch", "", "v1", "", "pods", "", "")]
    [InlineData("GET", "/api/v1/pods?watch=false", "list", "", "v1", "", "pods", "", "")]
    [InlineData("GET", "/api/v1/pods?fieldSelector=metadata.name%3Dp", "list", "", "v1", "", "pods", "", "p")]
    [InlineData("DELETE", "/api/v1/pods?fieldSelector=metadata.name%3Dp", "deletecollection", "", "v1", "", "pods", "", "")]
    [InlineData("CONNECT", "/api/v1/namespaces/n/pods/p", "", "", "v1", "n", "pods", "", "p")]
    [InlineData("GET", "/api/v1/namespaces/n/pods/a%20b", "get", "", "v1", "n", "pods", "", "a b")]
    public void Read_Resource_HasVerbResourceNamespaceAndName(
        string method, string target, string verb, string group, string version, string ns, string resource, string subresource, string name)
    {
        var info = Read(method, target);

        Assert.True(info.IsResourceRequest);
        Assert.Equal(
            (verb, group, version, ns, resource, subresource, name),
            (info.Verb, info.ApiGroup, info.ApiVersion, info.Namespace, info.Resource, info.Subresource, info.Name));
    }

    [Theory]
    [InlineData("GET", "/", "get", "/")]
    [InlineData("GET", "/api", "get", "/api")]
    [InlineData("GET", "/api/v1", "get", "/api/v1")]
    [InlineData("GET", "/api/v1/watch", "get", "/api/v1/watch")]
    [InlineData("GET", "/apis/apps", "get", "/apis/apps")]
    [InlineData("GET", "/apis/apps/v1", "get", "/apis/apps/v1")]
    [InlineData("POST", "/healthz/x?verbose", "post", "/healthz/x")]
    [InlineData("GET", "/api/v1/namespaces/a%2fb/pods", "get", "/api/v1/namespaces/a/b/pods")]
    [InlineData("GET", "/api/%zz", "get", "/api/%zz")]
    [InlineData("GET", "///", "get", "///")]
    public void Read_NonResource_HasPathAndVerbOnly(string method, string target, string verb, string path)
    {
        var info = Read(method, target);

        Assert.False(info.IsResourceRequest);
        Assert.Equal((verb, path, ""), (info.Verb, info.Path, info.Resource));
    }

    [Fact]
    public void Read_NameFromAFieldSelector_IsNotTheNameInThePath()
    {
        Assert.Equal(("p", ""), NamesOf("/api/v1/pods?fieldSelector=metadata.name%3Dp"));
        Assert.Equal(("p", "p"), NamesOf("/api/v1/watch/namespaces/n/pods/p"));

        static (string, string) NamesOf(string target)
        {
            var info = Read("GET", target);
            return (info.Name, info.NameInPath);
        }
    }

    [Fact]
    public void Read_PathOfATokenRequest_StaysBelowItsCeiling() =>
        Assert.InRange(AllocationMeter.Measure(() => Read("POST", TokenPath)), 0, 880);

    private static RequestInfo Read(string method, string target) => RequestInfoReader.Read(method, RequestTarget.Read(target));
}
