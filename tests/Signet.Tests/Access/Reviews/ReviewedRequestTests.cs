using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Access.Reviews;

namespace Signet.Tests.Access.Reviews;

public sealed class ReviewedRequestTests
{
    [Fact]
    public void UserOf_AllFields_AreUnchanged()
    {
        var user = ReviewedRequest.UserOf(Parse(
            """{"user":"system:serviceaccount:a:b","uid":"1","groups":["g","g",""],"extra":{"é":["2"],"Z":[],"a":["x","y"]}}"""));

        Assert.Equal("system:serviceaccount:a:b", user.Name);
        Assert.Equal("1", user.Uid);
        Assert.Equal(["g", "g", ""], user.Groups);
        Assert.Equal(["Z=", "a=x,y", "é=2"], user.Extra.Select(extra => $"{extra.Key}={string.Join(',', extra.Value)}"));
    }

    [Fact]
    public void Read_AResource_HasAllItsParts()
    {
        var asked = Read("""{"verb":"get","group":"g","resource":"r","subresource":"s","namespace":"n","name":"o","version":"v2"}""", out var errors);

        Assert.True(asked.IsResourceRequest);
        Assert.Equal(("get", "g", "v2", "r", "s", "n", "o", ""),
            (asked.Verb, asked.ApiGroup, asked.ApiVersion, asked.Resource, asked.Subresource, asked.Namespace, asked.Name, asked.Path));
        Assert.Null(asked.FieldSelector);
        Assert.Null(asked.LabelSelector);
        Assert.Empty(errors);
    }

    [Fact]
    public void Read_NoVersion_MeansAll() => Assert.Equal("*", Read("{}", out _).ApiVersion);

    [Fact]
    public void Read_Path_IsNotAResourceRequest()
    {
        var asked = ReviewedRequest.Read(Parse("""{"nonResourceAttributes":{"path":"/x","verb":"post"}}"""), KnownUsers.Anonymous, []);

        Assert.False(asked.IsResourceRequest);
        Assert.Equal(("/x", "post", ""), (asked.Path, asked.Verb, asked.Resource));
    }

    [Theory]
    [InlineData("""{"rawSelector":"b!=c,a=b,"}""", "a=b,b!=c", "")]
    [InlineData("""{"requirements":[{"key":"a","operator":"In","values":["b"]},{"key":"c","operator":"NotIn","values":["d,"]}]}""", "a=b,c!=d\\,", "")]
    [InlineData("""{"rawSelector":"a"}""", null, "ignored")]
    [InlineData("""{"requirements":[{"key":"a","operator":"Exists"}]}""", null, "ignored")]
    [InlineData("""{"requirements":[{"key":"a","operator":"In","values":["x","y"]}]}""", null, "ignored")]
    [InlineData("""{"requirements":[{"key":"a"},{"key":"b","operator":"In","values":["x"]}]}""", "b=x", "partially ignored")]
    public void Read_FieldSelector_KeepsValidRequirements(string selector, string? read, string reported)
    {
        var asked = Read($$"""{"fieldSelector":{{selector}} }""", out var errors);

        Assert.Equal(read, asked.FieldSelector?.ToString());
        Assert.Equal(reported.Length == 0 ? [] : [$"spec.resourceAttributes.fieldSelector {reported} due to parse error"], errors);
    }

    [Theory]
    [InlineData("""{"rawSelector":"b in (),!a"}""", "!a,b in ()", "")]
    [InlineData("""{"requirements":[{"key":"a","operator":"DoesNotExist"},{"key":"b","operator":"In","values":["y","x"]}]}""", "!a,b in (x,y)", "")]
    [InlineData("""{"rawSelector":"a,"}""", null, "ignored")]
    [InlineData("""{"requirements":[{"key":"a","operator":"Frob"}]}""", null, "ignored")]
    [InlineData("""{"requirements":[{"key":"a","operator":"Exists"},{"key":"b","operator":""}]}""", "a", "partially ignored")]
    public void Read_LabelSelector_KeepsValidRequirements(string selector, string? read, string reported)
    {
        var asked = Read($$"""{"labelSelector":{{selector}} }""", out var errors);

        Assert.Equal(read, asked.LabelSelector?.ToString());
        Assert.Equal(reported.Length == 0 ? [] : [$"spec.resourceAttributes.labelSelector {reported} due to parse error"], errors);
    }

    private static RequestAttributes Read(string attributes, out List<string> errors)
    {
        errors = [];
        return ReviewedRequest.Read(Parse($$"""{"resourceAttributes":{{attributes}} }"""), KnownUsers.Anonymous, errors);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
