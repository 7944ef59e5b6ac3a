using System.Net;
using System.Text;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Cli.Store;

/// <summary><c>signet store backup</c> and <c>restore</c> with servers in this process.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private StoreStage _stage = null!;

    private string Backup => _stage.File("backup.db");

    public async ValueTask InitializeAsync() => _stage = await StoreStage.StartAsync();

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Restore_BackupOfARunningServer_ServesWhatItHad()
    {
        await using (var server = await _stage.ServeAsync())
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.CreateAsync(Secrets, """{"metadata":{"name":"before"}}""");
            var made = (await StoreCli.RunAsync("backup", "--data-dir", _stage.Data, "--to", Backup)).Expect(0);
            Assert.Contains($"Made {Backup}, the store of {_stage.Data} at revision ", made.Output, StringComparison.Ordinal);
            await admin.CreateAsync(Secrets, """{"metadata":{"name":"after"}}""");
            Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"{Secrets}/kept")).Code);
            (await StoreCli.RunAsync("restore", "--from", Backup, "--data-dir", _stage.Data, "--accept-store-loss")).ExpectFault(1, "in use by another process");
            (await StoreCli.RunAsync("backup", "--data-dir", _stage.Data, "--to", Backup)).ExpectFault(78, "exists");
        }

        (await StoreCli.RunAsync("restore", "--from", Backup, "--data-dir", _stage.Data)).ExpectFault(3, "--accept-store-loss");
        var restored = (await StoreCli.RunAsync("restore", "--from", Backup, "--data-dir", _stage.Data, "--accept-store-loss")).Expect(0);

        Assert.Contains("The former store is in ", restored.Output, StringComparison.Ordinal);
        await using var again = await _stage.ServeAsync();
        using var reader = new ApiClient(again.CreateClient(asAdministrator: true));
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"{Secrets}/before")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"{Secrets}/after")).Code);
        var kept = await reader.GetAsync($"{Secrets}/kept");
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(StoreStage.SecretValue)), kept.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_IntoANewDirectory_NeedsTheKeyEncryptionKey()
    {
        (await StoreCli.RunAsync("backup", "--data-dir", _stage.Data, "--to", Backup)).Expect(0);
        var other = _stage.File("other");

        (await StoreCli.RunAsync("restore", "--from", Backup, "--data-dir", other)).Expect(0);

        var refused = await Assert.ThrowsAsync<Server.Hosting.Startup.StartupException>(() => _stage.ServeAsync(other));
        Assert.Contains("key-encryption.key is missing", refused.Message, StringComparison.Ordinal);
        File.Copy(Path.Combine(_stage.Data, "key-encryption.key"), Path.Combine(other, "key-encryption.key"));
        await using (await _stage.ServeAsync(other))
        {
        }

        StoreFilling.AssertSame(
            [.. (await _stage.ReadAsync()).Where(value => value.Key.StartsWith("/registry/secrets/", StringComparison.Ordinal))],
            [.. (await _stage.ReadAsync(other)).Where(value => value.Key.StartsWith("/registry/secrets/", StringComparison.Ordinal))],
            revisions: true);
    }

    [Fact]
    public async Task Restore_DirectoryWithAnotherKeyEncryptionKey_IsRefusedAndNotChanged()
    {
        (await StoreCli.RunAsync("backup", "--data-dir", _stage.Data, "--to", Backup)).Expect(0);
        File.Delete(Path.Combine(_stage.Data, "key-encryption.key"));
        await Keys.KeysCli.RunAsync("new-encryption-key", Path.Combine(_stage.Data, "key-encryption.key"));
        var before = await _stage.ReadAsync();

        (await StoreCli.RunAsync("restore", "--from", Backup, "--data-dir", _stage.Data, "--accept-store-loss")).ExpectFault(78, "are sealed with the key-encryption key");

        StoreFilling.AssertSame(before, await _stage.ReadAsync(), revisions: true);
    }
}
