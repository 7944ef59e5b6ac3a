using System.Text.Json.Nodes;
using Signet.Testing;
using Signet.Tests.Storage.Sqlite.Transfer;

namespace Signet.Tests.Cli.Store;

/// <summary><c>signet store check</c> and <c>verify</c>: what cannot be read is named, values are not.</summary>
public sealed class CheckCommandTests : IAsyncLifetime
{
    /// <summary>Keys with values that a server puts into quarantine or cannot use, and the reason.</summary>
    private static readonly (string Key, string Value, string Reason)[] Unreadable =
    [
        ("/registry/clusterroles/broken", """{"kind":"ClusterRole","metadata":{"name":"broken","uid":"1"},"rules":[],"rules":[]}""", "it is not a valid ClusterRole"),
        ("/registry/nothing/of/this", "{}", "this version of Signet has no such resource"),
        ("/registry/secrets/default/broken", $"{{\"metadata\": {StoreStage.SecretValue}", "a stored object is not JSON"),
        ("/registry/secrets/default/other", """{"kind":"Secret","metadata":{"name":"elsewhere","namespace":"default","uid":"1"}}""", "its namespace and name are not those of its key"),
        ("/signet/certificate-authority", "x", "are not in a form that this version of Signet knows"),
        ("/signet/issuers", "x", "the record of issuers in the store (/signet/issuers) cannot be read"),
        ("/signet/other", "x", "this version of Signet has no such record"),
        ("/signet/signing-keys", "signet-signing-keys-v1\nshort", "are not in a form that this version of Signet knows"),
        ("/signet/trust-bundle", "x", "it is not a record of CA certificates"),
    ];

    private StoreStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await StoreStage.StartAsync();

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("check", "--data-dir")]
    [InlineData("verify", null)]
    public async Task Check_SoundStore_IsReadCompletely(string command, string? flag)
    {
        var run = (await StoreCli.RunAsync([command, .. flag is null ? [] : (string[])[flag], _stage.Data])).Expect(0);

        var values = await _stage.ReadAsync();
        Assert.Contains($": {values.Count} keys", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  secrets +1\n", run.Output);
        Assert.Matches(@"\n  clusterroles\.rbac\.authorization\.k8s\.io +\d+\n", run.Output);
        Assert.EndsWith("Everything can be read.\n", run.Output, StringComparison.Ordinal);
        AssertNoValues(run);
    }

    [Fact]
    public async Task Check_BesideARunningServer_Works()
    {
        await using var server = await _stage.ServeAsync();

        (await StoreCli.RunAsync("check", "--data-dir", _stage.Data)).Expect(0);
        (await StoreCli.RunAsync("verify", _stage.Data)).Expect(0);
    }

    [Fact]
    public async Task Check_ValuesThatCannotBeRead_AreNamedWithTheReason()
    {
        foreach (var (key, value, _) in Unreadable)
        {
            await _stage.WriteAsync(key, value);
        }

        var run = (await StoreCli.RunAsync("check", "--data-dir", _stage.Data)).Expect(4);
        var json = (await StoreCli.RunAsync("check", "--data-dir", _stage.Data, "--output", "json")).Expect(4);

        var found = JsonNode.Parse(json.Output)!["unreadable"]!.AsArray();
        Assert.Equal(Unreadable.Select(one => one.Key), found.Select(one => (string?)one!["key"]));
        Assert.All(Unreadable.Zip(found), pair => Assert.Contains(pair.First.Reason, (string?)pair.Second!["reason"], StringComparison.Ordinal));
        Assert.All(found, one => Assert.True((long?)one!["revision"] > 0));
        Assert.All(Unreadable, one => Assert.Contains($"cannot be read: {one.Key} (revision ", run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("Everything", run.Output, StringComparison.Ordinal);
        AssertNoValues(run);
        AssertNoValues(json);
    }

    /// <summary>The server and the command find the same.</summary>
    [Fact]
    public async Task Check_UnreadableObjects_AreThoseThatAServerPutsIntoQuarantine()
    {
        foreach (var (key, value, _) in Unreadable.Where(one => one.Key.StartsWith("/registry/", StringComparison.Ordinal)))
        {
            await _stage.WriteAsync(key, value);
        }

        await using var server = await _stage.ServeAsync();
        var run = (await StoreCli.RunAsync("check", "--data-dir", _stage.Data, "-o", "json")).Expect(4);

        var keys = JsonNode.Parse(run.Output)!["unreadable"]!.AsArray().Select(one => (string)one!["key"]!).ToList();
        Assert.All(keys.Where(key => !key.Contains("/nothing/", StringComparison.Ordinal)), key => Assert.Contains(key, server.Errors, StringComparison.Ordinal));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        Assert.Contains($"{keys.Count - 1} stored objects cannot be read", (await admin.GetAsync("/readyz?verbose")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OtherKeyEncryptionKey_SigningKeysCannotBeOpened()
    {
        await Keys.KeysCli.RunAsync("new-encryption-key", _stage.File("other.key"));

        var run = (await StoreCli.RunAsync("check", "--data-dir", _stage.Data, "--key-encryption-key-file", _stage.File("other.key"))).Expect(4);

        Assert.Contains("/signet/signing-keys", run.Output, StringComparison.Ordinal);
        Assert.Contains("are sealed with the key-encryption key", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DamagedFile_IsFound()
    {
        (await StoreCli.RunAsync("backup", "--data-dir", _stage.Data, "--to", _stage.File("backup.db"))).Expect(0);
        Assert.Contains("Everything can be read", (await StoreCli.RunAsync("verify", _stage.File("backup.db"))).Expect(0).Output, StringComparison.Ordinal);
        await SqliteDamage.DamageAsync(_stage.File("backup.db"), 5 * 4096, 4096);

        var run = (await StoreCli.RunAsync("verify", _stage.File("backup.db"))).Expect(4);

        AssertNoValues(run);
        Assert.Contains("damaged", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Equal(4, (await StoreCli.RunAsync("restore", "--from", _stage.File("backup.db"), "--data-dir", _stage.Data, "--accept-store-loss")).ExitCode);
    }

    [Theory]
    [InlineData(78, "has no store", "check", "--data-dir", "FOLDER")]
    [InlineData(78, "is required", "check")]
    [InlineData(78, "name two stores", "check", "--data-dir", "FOLDER", "--etcd-servers", "http://127.0.0.1:1")]
    [InlineData(78, "servers is required", "check", "--etcd-prefix", "/a")]
    [InlineData(1, "127.0.0.1:1", "check", "--etcd-servers", "http://127.0.0.1:1")]
    [InlineData(78, "does not exist", "verify", "FOLDER/none")]
    public async Task Check_StoreThatCannotBeOpened_HasAnotherExitCode(int code, string text, params string[] arguments)
    {
        Directory.CreateDirectory(_stage.File("folder"));

        var run = await StoreCli.RunAsync(arguments.Select(argument => argument.Replace("FOLDER", _stage.File("folder"), StringComparison.Ordinal)));

        run.ExpectFault(code, text);
    }

    private static void AssertNoValues(CliRun run) => Assert.DoesNotContain(StoreStage.SecretValue, run.Output + run.Errors, StringComparison.Ordinal);
}
