using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Background;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Etcd;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Cli.Store;

/// <summary><c>signet store copy</c> between data directories and a real etcd.</summary>
public sealed class CopyCommandTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>, IAsyncLifetime
{
    private StoreStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await StoreStage.StartAsync();

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Copy_ToEtcdAndBack_KeepsEveryKeyAndValue()
    {
        Revision revision;
        await using (var store = _stage.Open())
        {
            await StoreFilling.FillAsync(store, 3000, prefix: "/registry/configmaps/");
            revision = await store.GetRevisionAsync(default);
        }

        var expected = await _stage.ReadAsync();
        var back = _stage.File("back");

        var there = (await CopyAsync("/round", "--from", _stage.Data, "--to", "etcd")).Expect(0);
        await using (var inEtcd = await OpenAsync("/round"))
        {
            var values = await StoreFilling.ReadAsync(inEtcd);
            StoreFilling.AssertSame(expected, values);
            Assert.All(values, value => Assert.True(value.Modified > revision));
            var returned = (await CopyAsync("/round", "--from", "etcd", "--to", back)).Expect(0);
            Assert.Contains("the keys in the store are sealed", returned.Output, StringComparison.Ordinal);
            StoreFilling.AssertSame(values, await _stage.ReadAsync(back), revisions: true);
        }

        Assert.Contains($"Copied {expected.Count} keys from {_stage.Data} at revision {revision}", there.Output, StringComparison.Ordinal);
        Assert.Contains("verifying: read", there.Errors, StringComparison.Ordinal);
        Assert.Contains($"not copied: {Path.Combine(_stage.Data, "key-encryption.key")}", there.Output, StringComparison.Ordinal);
        Assert.Contains($"not copied: {Path.Combine(_stage.Data, "ca.crt")}", there.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(StoreStage.SecretValue, there.Output + there.Errors, StringComparison.Ordinal);
        File.Copy(Path.Combine(_stage.Data, "key-encryption.key"), Path.Combine(back, "key-encryption.key"));
        await using var server = await _stage.ServeAsync(back);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        var kept = await admin.GetAsync("/api/v1/namespaces/default/secrets/kept");
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(StoreStage.SecretValue)), kept.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_BetweenPrefixesOfEtcd_TakesTheFlagsOfEachSide()
    {
        (await CopyAsync("/one", "--from", _stage.Data, "--to", "etcd")).Expect(0);

        (await StoreCli.RunAsync(
            "copy", "--from", "etcd", "--to", "etcd", "--etcd-servers", etcd.Cluster.Addresses, "--from-etcd-prefix", "/one", "--to-etcd-prefix", "/two")).Expect(0);

        await using var one = await OpenAsync("/one");
        await using var two = await OpenAsync("/two");
        StoreFilling.AssertSame(await StoreFilling.ReadAsync(one), await StoreFilling.ReadAsync(two));
        (await StoreCli.RunAsync(
            "copy", "--from", "etcd", "--to", "etcd", "--etcd-servers", etcd.Cluster.Addresses, "--from-etcd-prefix", "/two", "--to-etcd-prefix", "/two"))
            .ExpectFault(78, "are the same store");
        (await StoreCli.RunAsync("check", "--etcd-servers", etcd.Cluster.Addresses, "--etcd-prefix", "/two")).Expect(0);
    }

    [Fact]
    public async Task Copy_PrefixWithoutAStore_IsRefusedAndNoneIsMade()
    {
        (await CopyAsync("/missing", "--from", "etcd", "--to", _stage.File("target"))).ExpectFault(78, "prefix /missing has no store");
        (await StoreCli.RunAsync("check", "--etcd-servers", etcd.Cluster.Addresses, "--etcd-prefix", "/missing")).ExpectFault(78, "has no store");
    }

    [Fact]
    public async Task Copy_TargetThatIsNotEmpty_IsRefused()
    {
        await using (var store = await OpenAsync("/full"))
        {
            await StoreFilling.PutAsync(store, "/registry/there", "1");
        }

        (await CopyAsync("/full", "--from", _stage.Data, "--to", "etcd")).Expect(1);
        Directory.CreateDirectory(_stage.File("files"));
        await File.WriteAllTextAsync(_stage.File("files/other"), "", TestContext.Current.CancellationToken);
        (await CopyAsync("/full", "--from", "etcd", "--to", _stage.Data)).Expect(1);
        (await CopyAsync("/full", "--from", "etcd", "--to", _stage.File("files"))).ExpectFault(78, "neither empty nor a Signet data directory");
        (await StoreCli.RunAsync("copy", "--from", _stage.Data, "--to", _stage.Data)).ExpectFault(78, "are the same store");

        await using var unchanged = await OpenAsync("/full");
        Assert.Equal("/registry/there", Assert.Single(await StoreFilling.ReadAsync(unchanged)).Key);
    }

    [Fact]
    public async Task Copy_SourceWithALeader_WarnsAndDoesNotCopyItsLock()
    {
        (await CopyAsync("/led", "--from", _stage.Data, "--to", "etcd")).Expect(0);
        await using var source = await OpenAsync("/led");
        await using var held = await ((ILockingStore)source).LockAsync(StoreLeadership.Key, "replica-7"u8.ToArray(), TimeSpan.FromMinutes(1), default);

        var run = (await CopyAsync("/led", "--from", "etcd", "--to", _stage.File("led"))).Expect(0);

        Assert.Contains("Warning: a server leads on the source (replica-7)", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(await _stage.ReadAsync(_stage.File("led")), value => value.Key == StoreLeadership.Key);
    }

    [Fact]
    public async Task Copy_KeyEncryptionKeyThatDoesNotOpenTheKeys_CopiesNothing()
    {
        await Keys.KeysCli.RunAsync("new-encryption-key", _stage.File("other.key"));

        (await CopyAsync("/sealed", "--from", _stage.Data, "--to", "etcd", "--key-encryption-key-file", _stage.File("other.key")))
            .ExpectFault(78, "are sealed with the key-encryption key");

        await using var store = await OpenAsync("/sealed");
        Assert.Empty(await StoreFilling.ReadAsync(store));
        var opened = (await CopyAsync("/sealed", "--from", _stage.Data, "--to", "etcd", "--key-encryption-key-file", Path.Combine(_stage.Data, "key-encryption.key"))).Expect(0);
        Assert.Contains("can be opened with the key-encryption key", opened.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_TargetOfAnUnfinishedCopy_IsRefusedUntilItIsComplete()
    {
        var target = _stage.File("unfinished");
        (await StoreCli.RunAsync("copy", "--from", _stage.Data, "--to", target)).Expect(0);
        File.Copy(Path.Combine(_stage.Data, "key-encryption.key"), Path.Combine(target, "key-encryption.key"));
        var revision = (await _stage.ReadAsync()).Max(value => value.Modified);
        var all = await _stage.ReadAsync(target);
        var record = new CopyRecord { Source = _stage.Data, Revision = revision, Copied = all.Count, Last = all[^1].Key };
        await _stage.WriteAsync(CopyRecord.Key, Encoding.UTF8.GetString(record.ToJson()), target);

        var refused = await Assert.ThrowsAsync<StartupException>(() => _stage.ServeAsync(target));
        var keys = (await Keys.KeysCli.RunAsync("list", "--data-dir", target)).Expect(78);
        (await StoreCli.RunAsync("copy", "--from", _stage.Data, "--to", target)).ExpectFault(1, "--resume continues it");
        (await StoreCli.RunAsync("copy", "--from", target, "--to", _stage.File("third"))).ExpectFault(1, "complete that copy first");
        (await StoreCli.RunAsync("check", "--data-dir", target)).Expect(4);

        Assert.Contains("signet store copy --resume", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
        Assert.Contains("signet store copy --resume", keys.Errors, StringComparison.Ordinal);
        (await StoreCli.RunAsync("copy", "--from", _stage.Data, "--to", target, "--resume")).Expect(0);
        await using var server = await _stage.ServeAsync(target);
    }

    [Fact]
    public async Task Copy_SourceThatIsInUse_IsRefused()
    {
        await using var server = await _stage.ServeAsync();

        (await StoreCli.RunAsync("copy", "--from", _stage.Data, "--to", _stage.File("target"))).ExpectFault(1, "in use by another process");

        Assert.False(Directory.Exists(_stage.File("target")));
    }

    [Theory]
    [InlineData("has no store", "--from", "FOLDER/none", "--to", "FOLDER/b")]
    [InlineData("--etcd-servers is required", "--from", "DATA", "--to", "etcd")]
    [InlineData("are for a store in etcd", "--from", "DATA", "--to", "FOLDER/b", "--etcd-prefix", "/a")]
    [InlineData("--to-etcd-* is for --to etcd", "--from", "DATA", "--to", "FOLDER/b", "--to-etcd-servers", "http://127.0.0.1:1")]
    public async Task Copy_CommandLineThatCannotBeUsed_IsRefused(string text, params string[] arguments)
    {
        var run = await StoreCli.RunAsync(["copy", .. arguments.Select(argument => argument
            .Replace("DATA", _stage.Data, StringComparison.Ordinal).Replace("FOLDER", _stage.File("folder"), StringComparison.Ordinal))]);

        run.ExpectFault(78, text);
    }

    private Task<CliRun> CopyAsync(string prefix, params string[] arguments) =>
        StoreCli.RunAsync(["copy", .. arguments, "--etcd-servers", etcd.Cluster.Addresses, "--etcd-prefix", prefix]);

    private async Task<IObjectStore> OpenAsync(string prefix) => await EtcdObjectStore.OpenAsync(
        new EtcdObjectStoreOptions { Endpoints = [.. etcd.Cluster.Members.Select(member => new Uri(member.Address))], Prefix = prefix }, default);
}
