using Signet.Testing;
using Signet.Testing.Kinds;

namespace Signet.SystemTests;

/// <summary>kubectl with kinds of a new group and of two versions. The server runs in the test process, because the product has no such kinds.</summary>
public sealed class KubectlGroupTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestKindServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestKindServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task ApiResources_ListTheNewGroups(string version)
    {
        var kubectl = Kubectl(version);

        var resources = await kubectl.RunAsync("api-resources", "-o", "wide");

        Assert.Matches(@"\nissuedtokens +it +tokens\.signet\.dev/v1alpha1 +false +IssuedToken +create,delete,get,list,watch", resources);
        Assert.Matches(@"\nwidgets +wd +example\.test/v1 +true +Widget ", resources);
        Assert.Matches(@"\npods +po +v1 +true +Pod ", resources);
        Assert.Matches(@"\npods +example\.test/v1 +true +Pod ", resources);
        var versions = (await kubectl.RunAsync("api-versions")).Split('\n');
        Assert.Superset(new HashSet<string> { "example.test/v1", "example.test/v1beta1", "tokens.signet.dev/v1alpha1" }, versions.ToHashSet());
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task ApplyAndGet_InEachVersion_ShowTheSameObject(string version)
    {
        var kubectl = Kubectl(version);
        await File.WriteAllTextAsync(_folder.File("widget.yaml"), """
            apiVersion: example.test/v1beta1
            kind: Widget
            metadata: {name: w, namespace: default}
            spec: {size: 3, title: Clock}
            """);

        Assert.Equal("widget.example.test/w created", await kubectl.RunAsync("apply", "-f", _folder.File("widget.yaml")));
        Assert.Equal("widget.example.test/w serverside-applied", await kubectl.RunAsync("apply", "--server-side", "-f", _folder.File("widget.yaml")));

        Assert.Matches(@"^NAME +TITLE +REPLICAS +AGE\nw +Clock +3 ", await kubectl.RunAsync("get", "wd"));
        Assert.Matches(@"\nw +Clock +3 ", await kubectl.RunAsync("get", "widgets.v1beta1.example.test"));
        Assert.Equal("3 Clock", await kubectl.RunAsync("get", "widgets", "w", "-o", "jsonpath={.spec.replicas} {.spec.display.title}"));
        Assert.Equal("3 Clock", await kubectl.RunAsync("get", "widgets.v1beta1.example.test", "w", "-o", "jsonpath={.spec.size} {.spec.title}"));
        Assert.Equal("widget.example.test/w patched", await kubectl.RunAsync("patch", "widgets.v1beta1.example.test", "w", "--type=merge", "-p", """{"spec":{"size":4}}"""));
        Assert.Equal("4", await kubectl.RunAsync("get", "widgets", "w", "-o", "jsonpath={.spec.replicas}"));
        Assert.StartsWith("widget.example.test \"w\" deleted", await kubectl.RunAsync("delete", "wd", "w"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task Get_OfANewGroup_ShowsItsColumns(string version)
    {
        var kubectl = Kubectl(version);
        await File.WriteAllTextAsync(_folder.File("token.yaml"), """
            apiVersion: tokens.signet.dev/v1alpha1
            kind: IssuedToken
            metadata: {name: t1}
            spec: {audience: vault}
            """);

        Assert.Equal("issuedtoken.tokens.signet.dev/t1 created", await kubectl.RunAsync("create", "-f", _folder.File("token.yaml")));

        Assert.Matches(@"^NAME +AUDIENCE +AGE\nt1 +vault ", await kubectl.RunAsync("get", "it"));
        Assert.Contains("Audience:  vault", await kubectl.RunAsync("describe", "it", "t1"), StringComparison.Ordinal);
        Assert.Equal("issuedtoken.tokens.signet.dev \"t1\" deleted", await kubectl.RunAsync("delete", "it", "t1"));
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task Explain_InEachVersion_DescribesItsFields(string version)
    {
        var kubectl = Kubectl(version);

        var stable = await kubectl.RunAsync("explain", "widgets.spec");
        var beta = await kubectl.RunAsync("explain", "widgets.spec", "--api-version=example.test/v1beta1");
        var token = await kubectl.RunAsync("explain", "issuedtokens.spec.audience");

        Assert.Matches(@"\n +replicas\s+<integer>", stable);
        Assert.DoesNotContain("size", stable, StringComparison.Ordinal);
        Assert.Matches(@"\n +size\s+<integer>", beta);
        Assert.DoesNotContain("replicas", beta, StringComparison.Ordinal);
        Assert.Contains("What the token is for.", token, StringComparison.Ordinal);
    }

    private KubectlRunner Kubectl(string version) => new(
        TestMachine.RequireBeside($"kubectl.{version}", "kubectl"), Path.Combine(_server.DataDirectory, "admin.kubeconfig"), _folder.Path);
}
