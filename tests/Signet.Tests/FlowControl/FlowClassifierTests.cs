using Signet.Core.Access;
using Signet.Server.FlowControl;
using Signet.Server.Http.Targets;

namespace Signet.Tests.FlowControl;

public sealed class FlowClassifierTests
{
    [Theory]
    [InlineData("POST", "/api/v1/namespaces/a/serviceaccounts/b/token", (int)WorkClass.Issue)]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/tokenreviews", (int)WorkClass.Review)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", (int)WorkClass.Review)]
    [InlineData("POST", "/api/v1/namespaces/a/secrets", (int)WorkClass.Write)]
    [InlineData("PATCH", "/api/v1/namespaces/a/secrets/b", (int)WorkClass.Write)]
    [InlineData("DELETE", "/api/v1/namespaces/a/secrets", (int)WorkClass.Write)]
    [InlineData("GET", "/api/v1/namespaces/a/secrets", (int)WorkClass.Read)]
    [InlineData("GET", "/api/v1/namespaces/a/secrets/b", (int)WorkClass.Read)]
    [InlineData("GET", "/apis", (int)WorkClass.Read)]
    [InlineData("GET", "/unknown", (int)WorkClass.Read)]
    [InlineData("GET", "/api/v1/secrets?watch=1", (int)WorkClass.Watch)]
    public void WorkOf_Request_IsItsClass(string method, string target, int work) => Assert.Equal((WorkClass)work, FlowClassifier.WorkOf(Info(method, target)));

    [Theory]
    [InlineData("/api/v1/secrets", (int)FlowSchema.Exempt, "admin", "system:authenticated", "system:masters")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.SystemNodes, "system:node:a", "system:nodes", "system:authenticated")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.KubeSystem, "system:serviceaccount:kube-system:a", "system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.KubeSystem, "system:kube-controller-manager", "system:authenticated")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.ServiceAccounts, "system:serviceaccount:a:b", "system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.GlobalDefault, "user", "system:authenticated")]
    [InlineData("/api/v1/secrets", (int)FlowSchema.CatchAll, "system:anonymous", "system:unauthenticated")]
    [InlineData("/readyz", (int)FlowSchema.Probes, "system:anonymous", "system:unauthenticated")]
    [InlineData("/.well-known/openid-configuration", (int)FlowSchema.Probes, "user", "system:authenticated")]
    [InlineData("/openapi/v2", (int)FlowSchema.GlobalDefault, "user", "system:authenticated")]
    public void SchemaOf_Request_IsThatOfItsUser(string target, int schema, string user, params string[] groups) =>
        Assert.Equal((FlowSchema)schema, FlowClassifier.SchemaOf(Info("GET", target), new UserInfo { Name = user, Groups = groups }));

    private static RequestInfo Info(string method, string target) => RequestInfoReader.Read(method, RequestTarget.Read(target));
}
