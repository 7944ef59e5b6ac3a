using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Publish;

namespace Signet.Tests.Cli.Publish;

/// <summary>Answers of a server that cannot be published.</summary>
public sealed class PublicationTests
{
    [Theory]
    [InlineData("{}", "without documents")]
    [InlineData("""{"publication":{}}""", "has no JWKS")]
    [InlineData("""{"publication":{"documents":[{"path":"/a","keySet":true,"content":"[]"}]}}""", "/a of the server is not a JWKS")]
    public void Read_NoKeySet_NamesTheFault(string status, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<CommandException>(() => Publication.Read(JsonNode.Parse(status)!.AsObject())).Message, StringComparison.Ordinal);

    /// <summary>A server is not trusted with the choice of files.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("/a//b")]
    [InlineData("/../a")]
    [InlineData("/a/./b")]
    [InlineData("/a/..")]
    [InlineData("/a\u0000b")]
    public void Read_PathThatLeavesTheDirectory_IsRefused(string path)
    {
        var status = new JsonObject
        {
            ["publication"] = new JsonObject
            {
                ["documents"] = new JsonArray(new JsonObject { ["path"] = path, ["keySet"] = true, ["content"] = """{"keys":[]}""" }),
            },
        };

        Assert.Contains("path cannot be used", Assert.Throws<CommandException>(() => Publication.Read(status)).Message, StringComparison.Ordinal);
    }
}
