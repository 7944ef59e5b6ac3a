using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>Only values that differ between runs are replaced.</summary>
public sealed class NormalizerTests
{
    private readonly Variables _variables = new("cf-");

    [Theory]
    [InlineData("""{"uid":"0f8fad5b-d9cb-469f-a165-70867728950e"}""", """{"uid":"<uid>"}""")]
    [InlineData("""{"resourceVersion":"12"}""", """{"resourceVersion":"<rv>"}""")]
    [InlineData("""{"resourceVersion":"0"}""", """{"resourceVersion":"0"}""")]
    [InlineData("""{"resourceVersion":""}""", """{"resourceVersion":""}""")]
    [InlineData("""{"continue":""}""", """{"continue":""}""")]
    [InlineData("""{"continue":"abc"}""", """{"continue":"<continue>"}""")]
    [InlineData("""{"t":"2026-01-02T03:04:05Z"}""", """{"t":"<time>"}""")]
    [InlineData("""{"t":"2026-01-02T03:04:05+00:00"}""", """{"t":"2026-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"cells":["a","5d3h"]}""", """{"cells":["a","<age>"]}""")]
    [InlineData("""{"other":["5d3h"]}""", """{"other":["5d3h"]}""")]
    [InlineData("""{"managedFields":[],"a":1}""", """{"a":1}""")]
    [InlineData("""{"message":"x cannot be handled as a Pod: json: whatever"}""", """{"message":"x cannot be handled as a Pod: <why>"}""")]
    [InlineData(
        """{"message":"x cannot be handled as a Pod: strict decoding error: a"}""", """{"message":"x cannot be handled as a Pod: strict decoding error: a"}""")]
    public void Value_OfAnAnswer_ReplacesWhatDiffersOnly(string answer, string expected) =>
        Assert.Equal(expected, JsonText.Show(new Normalizer(_variables, keepManagedFields: false).Value(JsonNode.Parse(answer))));

    [Fact]
    public void Value_WithManagedFieldsKept_OrdersThem()
    {
        var answer = JsonNode.Parse("""{"managedFields":[{"operation":"Update","manager":"b"},{"operation":"Apply","manager":"c"},{"operation":"Update","manager":"a"}]}""");

        var normalised = new Normalizer(_variables, keepManagedFields: true).Value(answer)!["managedFields"]!.AsArray();

        Assert.Equal(["c", "a", "b"], normalised.Select(entry => (string?)entry!["manager"]));
    }

    [Fact]
    public void Value_OfATokenInAStatus_ShowsItsClaims()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var token = $"{Jwt.Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = "k" })}.{Jwt.Encode(new JsonObject { ["iat"] = now, ["exp"] = now + 600 })}.c2ln";

        var shown = new Normalizer(_variables, false).Value(new JsonObject { ["status"] = new JsonObject { ["token"] = token } });

        Assert.Equal(
            """{"status":{"token":{"header":{"alg":"RS256","kid":"<kid>"},"payload":{"iat":"<now>","exp":"iat+600"},"signed":true}}}""",
            JsonText.Show(shown));
    }

    [Fact]
    public void Value_OfADelayedToken_ShowsItsLifetime()
    {
        var asked = DateTimeOffset.UtcNow.AddMinutes(-2);
        var issued = asked.AddSeconds(50).ToUnixTimeSeconds();
        var token = $"{Jwt.Encode(new JsonObject { ["alg"] = "RS256" })}.{Jwt.Encode(new JsonObject { ["iat"] = issued, ["exp"] = issued + 3608 })}.c2ln";
        var expires = DateTimeOffset.FromUnixTimeSeconds(issued + 3608).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        var shown = new Normalizer(_variables, false) { Asked = asked }.Value(
            new JsonObject { ["status"] = new JsonObject { ["expirationTimestamp"] = expires, ["token"] = token } })!["status"]!;

        Assert.Equal("<now+3610>", (string?)shown["expirationTimestamp"]);
        Assert.Equal("""{"iat":"<now>","exp":"iat+3608"}""", JsonText.Show(shown["token"]!["payload"]));
    }

    [Fact]
    public void Text_WithVariables_ShowsTheirNamesTheLongestFirst()
    {
        _variables.Set("short", "abc");

        Assert.Equal("{{ns}} and {{rand}}, abc", new Normalizer(_variables, false).Text($"{_variables["ns"]} and {_variables["rand"]}, abc"));
    }
}
