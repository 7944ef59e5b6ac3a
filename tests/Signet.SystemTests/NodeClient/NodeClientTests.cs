using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.NodeClient;

/// <summary>The JavaScript client of the Kubernetes project: the token flow and a watch.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task NodeClient_TokenFlowAndWatch_Work()
    {
        using var project = await NodeProject.InstallAsync();
        await using var server = await SignetProcess.ServeAsync(project.File("data"));
        var output = await project.RunAsync([], "token-and-watch.mjs", project.File("data/admin.kubeconfig"));

        var found = JsonNode.Parse(output)!;
        Assert.Equal("""[["ADDED","create"],["MODIFIED","patch"],["DELETED","patch"]]""", found["events"]!.ToJsonString());
        Assert.Equal(1200, (int)found["expirationSeconds"]!);
        Assert.Equal(1200, (int)found["lifetime"]!);
        Assert.True((bool)found["reviewed"]!["authenticated"]!);
        Assert.Equal("system:serviceaccount:node-client:robot", (string?)found["reviewed"]!["user"]!["username"]);
        Assert.Equal("""["vault"]""", found["reviewed"]!["audiences"]!.ToJsonString());
        Assert.Null(found["elsewhere"]!["authenticated"]);
        Assert.Contains("is invalid for the target audiences", (string?)found["elsewhere"]!["error"], StringComparison.Ordinal);
        Assert.Null(found["afterwards"]!["authenticated"]);
    }
}
