using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Pods;
using Signet.Fuzz.Engine;

namespace Signet.Tests.Resources.Kinds.Pods;

/// <summary>The tolerations of an updated pod: those that exist stay.</summary>
public sealed class PodTolerationTests
{
    [Theory]
    [InlineData("""[{"key":"k","operator":"Exists","tolerationSeconds":5}]""", true)]
    [InlineData("""[{"key":"new"},{"key":"k","operator":"Exists"}]""", true)]
    [InlineData("""[{"key":"k","operator":"Exists","effect":"NoExecute"}]""", false)]
    [InlineData("""[{"key":"k","operator":"Exists","value":"v"}]""", false)]
    [InlineData("""[{"key":"k"}]""", false)]
    [InlineData("[]", false)]
    public void Validate_OneToleration_StaysExceptItsTime(string updated, bool isValid)
    {
        var errors = Validate(PodOf(updated), PodOf("""[{"key":"k","operator":"Exists","tolerationSeconds":3}]"""));

        Assert.Equal(isValid, !errors.Any(error => error.Field == "spec.tolerations"));
    }

    /// <summary>An object of the maximum size has about as many. Each was compared with all others, with a copy of both.</summary>
    [Fact]
    public void Validate_ManyTolerations_TakesLinearTime()
    {
        var tolerations = $"[{string.Join(',', Enumerable.Range(0, 30_000).Select(number => $"{{\"key\":\"key-{number}\",\"operator\":\"Exists\"}}"))}]";
        var (updated, current) = (PodOf(tolerations), PodOf(tolerations));
        var start = ThreadClock.Now;

        var errors = Validate(updated, current);

        Assert.Empty(errors);
        Assert.InRange(ThreadClock.Now - start, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static ObjectDocument PodOf(string tolerations) => new((JsonObject)JsonNode.Parse(
        $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":{{{tolerations}}}}}""")!);

    private static FieldErrors Validate(ObjectDocument updated, ObjectDocument current)
    {
        var errors = new FieldErrors();
        PodUpdateRules.Validate(updated, current, errors);
        return errors;
    }
}
