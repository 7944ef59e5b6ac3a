using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Signing keys as kubectl shows them, of managed keys and of a key file.</summary>
public sealed class KubectlSigningKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task Get_ManagedKeys_ShowsTheirWindows(string version)
    {
        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256");
        var kubectl = KubectlRunner.Require(version, server, _folder.Path);
        var name = await NameAsync(kubectl);

        Assert.Matches(
            @"^NAME +ALGORITHM +STATE +SIGNS FROM +SIGNS UNTIL +NEEDED UNTIL +AGE\n" + name + @" +ES256 +Current +\d{4}-\d\d-\d\dT[\d:]+Z +<none> +<none> +\d+",
            await kubectl.RunAsync("get", "signingkeys"));
        Assert.Matches(@"^NAME .+ NEEDED UNTIL +PUBLISHED FROM +CONFIRMED AT +SAFE TO SIGN FROM +AGE\n", await kubectl.RunAsync("get", "sk", "-o", "wide"));
        Assert.Equal("Current", await kubectl.RunAsync("get", "signingkeys/" + name, "-o", "jsonpath={.status.state}"));
        var described = await kubectl.RunAsync("describe", "signingkeys/" + name);
        Assert.Matches(@"Algorithm: +ES256\n", described);
        Assert.Matches(@"Reasons:\n", described);
        Assert.Matches(@"Signs From: +at once: every JWKS of the issuer has it\n", described);
        Assert.Matches(@"\n +safeToSignFrom\s+<string>", await kubectl.RunAsync("explain", "signingkeys.status"));
    }

    [Fact]
    public async Task Delete_AnyKey_IsNotAllowed()
    {
        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256");
        var kubectl = KubectlRunner.Require("1.33", server, _folder.Path);

        var (code, _, errors) = await kubectl.TryAsync("delete", "signingkeys/" + await NameAsync(kubectl));

        Assert.Equal(1, code);
        Assert.Contains("(MethodNotAllowed)", errors, StringComparison.Ordinal);
    }

    private static async Task<string> NameAsync(KubectlRunner kubectl)
    {
        var name = "";
        await Patience.UntilAsync(
            async () => (name = await kubectl.RunAsync("get", "signingkeys", "-o", "jsonpath={.items[*].metadata.name}")).Length > 0, "the key has its object");
        return name;
    }
}
