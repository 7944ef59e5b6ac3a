using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Cli.Keys;

/// <summary>Each command of <c>signet keys</c>, in each of its three ways.</summary>
public sealed class KeysCommandTests
{
    public static TheoryData<KeysWay> Ways => [.. Enum.GetValues<KeysWay>()];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ListAndPlan_EachFormat_ShowTheKey(KeysWay way)
    {
        await using var stage = await KeysStage.StartAsync(way);

        var json = (await stage.RunAsync("list", "-o", "json")).Expect(0);
        var yaml = (await stage.RunAsync("list", "-o", "yaml")).Expect(0);
        var table = (await stage.RunAsync("list")).Expect(0);
        var plan = (await stage.RunAsync("plan")).Expect(0);

        var (key, state) = Assert.Single(json.Keys);
        Assert.Equal(("Current", ""), (state, table.Errors));
        Assert.Equal("tokens.signet.dev/v1alpha1", (string?)json.Operation["apiVersion"]);
        Assert.Contains($"keyID: {key}", yaml.Output, StringComparison.Ordinal);
        var lines = table.Output.Split('\n');
        Assert.StartsWith("KEY ID ", lines[0], StringComparison.Ordinal);
        Assert.Matches($@"^{key}  ES256\s+Current\s+always\s+\S+Z\s+\(\S+Z\)\s+\(\S+Z\)\s+yes$", lines[1]);
        Assert.Contains("Next transitions (in parentheses: not recorded yet)", plan.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  \(\S+Z\)  \(new ES256 key\)\s+is published\s+before it signs", plan.Output);
        Assert.Matches(@"publication lead\s+24h0m0s", plan.Output);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task PrepareRotateRetire_Successor_AreSafeAndDone(KeysWay way)
    {
        await using var stage = await KeysStage.StartAsync(way);
        var first = Assert.Single(await stage.KeysAsync()).KeyId;

        var prepared = (await stage.RunAsync("prepare", "--algorithm", "ES256")).Expect(0);
        Assert.Matches(@"^was  created  \(new ES256 key\)  prepared on demand\n", prepared.Output);
        var next = (await stage.KeysAsync())[1];
        Assert.Equal("Next", next.State);

        var rotated = (await stage.RunAsync("rotate", "-o", "json")).Expect(0);
        Assert.Contains(
            rotated.Operation["status"]!["schedule"]!.AsArray(),
            one => (string?)one!["keyID"] == next.KeyId && (string?)one["state"] == "Current" && (bool?)one["recorded"] == true);
        (await stage.RunAsync("rotate")).Expect(1);

        (await stage.RunAsync("retire", next.KeyId)).Expect(0);
        Assert.Equal([(first, "Current"), (next.KeyId, "Retired")], await stage.KeysAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ActivateAndRevoke_Dangerous_NeedYes(KeysWay way)
    {
        await using var stage = await KeysStage.StartAsync(way);
        (await stage.RunAsync("prepare")).Expect(0);
        var before = await stage.KeysAsync();

        var unconfirmed = (await stage.RunAsync("activate", before[1].KeyId)).Expect(3);
        Assert.Equal("", unconfirmed.Output);
        Assert.StartsWith("signet: nothing was changed, because to activate the key breaks something:\n  - verifiers that use a cached JWKS refuse", unconfirmed.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Repeat the command with --yes to accept that.\n", unconfirmed.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await stage.KeysAsync());

        var dry = (await stage.RunAsync("revoke", before[0].KeyId, "--dry-run")).Expect(0);
        Assert.StartsWith("It would break:\n  - all tokens of the key", dry.Errors, StringComparison.Ordinal);
        Assert.StartsWith("would be  changed", dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, await stage.KeysAsync());

        var revoked = (await stage.RunAsync("revoke", before[0].KeyId, "--yes")).Expect(0);
        Assert.StartsWith("It breaks:\n  - all tokens of the key", revoked.Errors, StringComparison.Ordinal);
        Assert.Equal([(before[0].KeyId, "Revoked"), (before[1].KeyId, "Current")], await stage.KeysAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Operate_ImpossibleThings_FailWithTheReason(KeysWay way)
    {
        await using var stage = await KeysStage.StartAsync(way);

        Assert.Equal("signet: there is no key \"none\"\n", (await stage.RunAsync("revoke", "none", "--yes")).Expect(1).Errors);
        Assert.Contains("no token is signed with ES512", (await stage.RunAsync("rotate", "--algorithm", "ES512")).Expect(1).Errors, StringComparison.Ordinal);
        Assert.Contains("it must be RS256, ES256", (await stage.RunAsync("rotate", "--algorithm", "none")).Expect(78).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reseal_NewKeyComesFirst_FormerOneIsNotNeeded()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Store);
        var (former, made) = (Path.Combine(stage.DataDirectory, "key-encryption.key"), stage.File("new.key"));
        Assert.Contains("Made ", (await KeysCli.RunAsync("new-encryption-key", made)).Expect(0).Output, StringComparison.Ordinal);

        // The wrong key alone opens nothing, and changes nothing.
        Assert.Contains("are sealed with the key-encryption key", (await stage.RunAsync("reseal", "--key-encryption-key-file", made)).Expect(78).Errors, StringComparison.Ordinal);
        Assert.Single(await stage.KeysAsync());

        var resealed = (await stage.RunAsync("reseal", "--key-encryption-key-file", made, "--key-encryption-key-file", former)).Expect(0);
        Assert.Contains("sealed with the key-encryption key", resealed.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was to be done.", (await stage.RunAsync("reseal", "--key-encryption-key-file", made)).Expect(0).Output, StringComparison.Ordinal);
        (await stage.RunAsync("list")).Expect(78);

        await stage.ServeAsync("--key-encryption-key-file", made);
        using var admin = new ApiClient(stage.Server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await admin.IssueAsync("default");
    }

    [Theory]
    [InlineData(KeysWay.Socket)]
    [InlineData(KeysWay.Kubeconfig)]
    public async Task Reseal_RunningServer_SealsWithItsFirstKey(KeysWay way)
    {
        await using var stage = await KeysStage.StartAsync(way);
        (await KeysCli.RunAsync("new-encryption-key", stage.File("new.key"))).Expect(0);
        await stage.EndAsync();
        await stage.ServeAsync(
            "--key-encryption-key-file", stage.File("new.key"), "--key-encryption-key-file", Path.Combine(stage.DataDirectory, "key-encryption.key"));

        Assert.Contains("sealed with the key-encryption key", (await stage.RunAsync("reseal")).Expect(0).Output, StringComparison.Ordinal);

        await stage.EndAsync();
        await stage.ServeAsync("--key-encryption-key-file", stage.File("new.key"));
    }

    /// <summary>What a command without a server has done, the next server has.</summary>
    [Fact]
    public async Task Revoke_WithoutAServer_NextServerRefusesTheTokens()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);
        string token;
        using (var admin = new ApiClient(stage.Server.CreateClient(asAdministrator: true)))
        {
            await admin.UntilDefaultAccountAsync();
            token = await admin.IssueAsync("default");
        }

        await stage.EndAsync();
        var key = Assert.Single(await stage.KeysAsync()).KeyId;
        (await stage.RunAsync("revoke", key, "--yes")).Expect(0);
        await stage.ServeAsync();

        using var after = new ApiClient(stage.Server.CreateClient(asAdministrator: true));
        Assert.Null((await after.ReviewAsync(token))["authenticated"]);
        Assert.DoesNotContain((JsonArray)(await after.GetAsync("/openid/v1/jwks")).Json["keys"]!, one => (string?)one!["kid"] == key);
    }
}
