using System.Reflection;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Tests.Http;

/// <summary>The stages of a request are immutable, and the first one has the facts of the head.</summary>
public sealed class RequestStageTests
{
    public static TheoryData<Type> Stages => [typeof(ReceivedRequest), typeof(AuthenticatedRequest), typeof(IdentifiedRequest), typeof(ApiRequest)];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_EveryProperty_CannotBeSetLater(Type stage)
    {
        var properties = stage.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

        Assert.NotEmpty(properties);
        Assert.All(properties, property => Assert.True(
            property.SetMethod is null ||
            property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)),
            $"{stage.Name}.{property.Name} has a setter"));
        Assert.All(
            stage.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            field => Assert.True(field.IsInitOnly || field.Name.StartsWith('<'), $"{stage.Name}.{field.Name} can be written"));
    }

    [Fact]
    public void Detach_ConnectionReused_CopyDoesNotChange()
    {
        var http = TestRequests.Http("GET", "/api/v1/secrets?watch=1");
        http.Request.Headers.Authorization = "Bearer first";
        var received = TestRequests.Received(http);

        var copy = received.Detach();
        http.Request.Headers.Authorization = "Bearer second";
        var later = copy.At(received.Now.AddHours(1));

        Assert.Equal("Bearer first", later.Http.Request.Headers.Authorization);
        Assert.Equal((received.AuditId, received.Info, received.Now.AddHours(1)), (later.AuditId, later.Info, later.Now));
        Assert.Equal(received.Now, copy.Now);
    }

    [Theory]
    [InlineData("Impersonate-User", true)]
    [InlineData("impersonate-extra-a", true)]
    [InlineData("X-Impersonate-User", false)]
    public void Receive_Header_ImpersonationIsSeen(string header, bool expected)
    {
        var http = TestRequests.Http("GET", "/version");
        http.Request.Headers[header] = "x";

        Assert.Equal(expected, TestRequests.Received(http).HasImpersonationHeader);
    }

    [Theory]
    [InlineData("/version", "", 60)]
    [InlineData("/version?timeout=", "", 60)]
    [InlineData("/version?timeout=0", "", 60)]
    [InlineData("/version?timeout=-5s", "", 60)]
    [InlineData("/version?timeout=5s", "", 5)]
    [InlineData("/version?timeout=1m", "", 60)]
    [InlineData("/version?timeout=24h", "", 60)]
    [InlineData("/version?timeout=10", "invalid timeout specified in the request URL - time: missing unit in duration \"10\"", 60)]
    [InlineData("/api/v1/secrets?watch=1&timeout=abc", "", -1)]
    [InlineData("/api/v1/watch/secrets?timeout=5s", "", -1)]
    [InlineData("/api/v1/namespaces/n/pods/p/log?timeout=abc", "", -1)]
    [InlineData("/api/v1/namespaces/n/pods/p/exec", "", -1)]
    [InlineData("/api/v1/namespaces/n/pods/p/status?timeout=7s", "", 7)]
    [InlineData("/api/v1/namespaces/n/serviceaccounts/a/token?timeout=7s", "", 7)]
    public void Receive_Timeout_CanOnlyShorten(string target, string fault, int seconds)
    {
        var received = TestRequests.Received(TestRequests.Http("GET", target));

        Assert.Equal(fault, received.Fault?.Message ?? "");
        Assert.Equal(seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), received.TimeLimit);
    }

    [Theory]
    [InlineData("/readyz/store", nameof(PathClass.Health))]
    [InlineData("/livez", nameof(PathClass.Health))]
    [InlineData("/api", nameof(PathClass.Discovery))]
    [InlineData("/apis/apps", nameof(PathClass.Discovery))]
    [InlineData("//apis", nameof(PathClass.Discovery))]
    [InlineData("/openapi/v3/api/v1", nameof(PathClass.OpenApi))]
    [InlineData("/openid/v1/jwks", nameof(PathClass.OpenId))]
    [InlineData("/tenants/a/.well-known/openid-configuration", nameof(PathClass.OpenId))]
    [InlineData("/version/", nameof(PathClass.Version))]
    [InlineData("/", nameof(PathClass.Other))]
    [InlineData("/readyzz", nameof(PathClass.Other))]
    [InlineData("/api/v1/secrets", nameof(PathClass.Resource))]
    public void PathClass_Path_IsOneOfAFixedSet(string target, string expected) =>
        Assert.Equal(expected, TestRequests.Received(TestRequests.Http("GET", target)).Info.PathClass.ToString());

    [Fact]
    public void WithWarnings_OfARequest_ComeBeforeThoseOfTheAnswer()
    {
        Answer failure = StatusErrors.MethodNotAllowed;
        var found = new Answer.Object(200, default) { Warnings = ["own"] };

        Assert.Equal(["sent"], failure.WithWarnings(["sent"]).Warnings);
        Assert.Equal(["sent", "own"], found.WithWarnings(["sent"]).Warnings);
        Assert.Same(found, found.WithWarnings([]));
    }

    [Fact]
    public void Decision_ThatAllowed_IsInTheRequest()
    {
        var request = new ApiRequest(
            TestRequests.Identified(TestRequests.Http("GET", "/version")), new AuthorizationDecision(AuthorizationVerdict.Allow, "the rule r"));

        Assert.Equal("the rule r", request.Decision.Reason);
    }
}
