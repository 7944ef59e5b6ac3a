using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>A full disk: no data is lost, growth is refused, and deletions (revocations) succeed.</summary>
public sealed class FullDiskTests
{
    private const int DiskSize = 32;
    private const int Accounts = 60;
    private const string Namespace = "/api/v1/namespaces/full";
    private const string AccountPath = Namespace + "/serviceaccounts";
    private const string Secrets = Namespace + "/secrets";

    [Fact]
    public async Task FullDisk_RefusesGrowth_DeletesAndRevokesAndRecoversByItself()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        await using var server = await SignetProcess.ServeAsync(disk.File("data"), "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        var tokens = await PrepareAsync(admin);
        disk.Fill();

        // Growth is refused with a clear message; objects can be read, and tokens are issued and reviewed.
        var refused = await FillStoreAsync(admin);
        Assert.Equal(507, (int)refused.Code);
        Assert.Contains("disk", (string?)refused.Json["message"], StringComparison.Ordinal);
        Assert.True((bool?)(await admin.ReviewAsync(await admin.IssueAsync("a0", ns: "full")))["authenticated"]);
        await AssertDiskCheckAsync(admin, isFull: true);
        await server.UntilSaysAsync("neither created nor made larger");

        // Every revocation succeeds, although another process takes all released space.
        for (var i = 1; i < Accounts; i++)
        {
            var deleted = await admin.DeleteAsync($"{AccountPath}/a{i}");
            Assert.True(deleted.Code == HttpStatusCode.OK, $"{i}: {deleted.Code} {deleted.Body}");
            Assert.Null((await admin.ReviewAsync(tokens[i]))["authenticated"]);
            disk.Fill();
        }

        await AssertDiskCheckAsync(admin, isFull: true);
        Assert.Equal(507, (int)(await CreateAsync(admin, 1)).Code);

        // Finalizers can be removed, objects can shrink, and namespaces can be deleted.
        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"{Secrets}/held")).Code);
        var freed = await admin.PatchAsync($"{Secrets}/held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        Assert.True(freed.Code == HttpStatusCode.OK, freed.Body);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"{Secrets}/held")).Code);
        var shrunk = await admin.PatchAsync($"{Secrets}/large", """{"data":null}""", "application/merge-patch+json");
        Assert.True(shrunk.Code == HttpStatusCode.OK, shrunk.Body);
        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync("/api/v1/namespaces/ending")).Code);
        await admin.UntilGoneAsync("/api/v1/namespaces/ending");

        // With new space the reserve is restored, and growth is accepted.
        disk.Free();
        await Patience.UntilAsync(async () => (await CreateAsync(admin, 1)).Code == HttpStatusCode.Created, "objects are created again");
        await AssertDiskCheckAsync(admin, isFull: false);
        await server.UntilSaysAsync("the disk reserve is complete");
        Assert.Equal(8, Directory.GetFiles(disk.File("data/store.db-reserve")).Length);
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Fact]
    public async Task FullDisk_KilledAndStartedAgain_HasEverythingAndStillDeletes()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        var data = disk.File("data");
        JsonObject before;
        var port = FixedPort.Find().ToString(CultureInfo.InvariantCulture);
        await using (var server = await SignetProcess.ServeAsync(data, "--signing-algorithm", "ES256", "--secure-port", port))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await PrepareAsync(admin);
            disk.Fill();
            await FillStoreAsync(admin);
            Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"{AccountPath}/a1")).Code);
            before = (await admin.GetAsync(Secrets)).Json;
            disk.Fill();
            server.Kill();
            await server.WaitForExitAsync();
        }

        await using (var server = await SignetProcess.ServeAsync(data, "--secure-port", port))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            var after = (await admin.GetAsync(Secrets)).Json;
            Assert.True(JsonNode.DeepEquals(before["items"], after["items"]));
            Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"{AccountPath}/a1")).Code);
            disk.Fill();
            Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"{AccountPath}/a2")).Code);
            disk.Fill();
            Assert.Equal(0, await server.TerminateAsync());
        }

        // Stopped regularly, and started without the log and its index, which need space.
        disk.Fill();
        await using var last = await SignetProcess.ServeAsync(data, "--secure-port", port);
        using var reader = new ApiClient(last.CreateClient(asAdministrator: true));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"{AccountPath}/a2")).Code);
        Assert.Equal(HttpStatusCode.OK, (await reader.DeleteAsync($"{AccountPath}/a3")).Code);
    }

    private static async Task<List<string>> PrepareAsync(ApiClient admin)
    {
        await admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"full"}}""");
        await admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"ending"}}""");
        await admin.UntilFoundAsync("/api/v1/namespaces/ending/serviceaccounts/default");
        await admin.UntilFoundAsync(AccountPath + "/default");
        var tokens = new List<string>();
        for (var i = 0; i < Accounts; i++)
        {
            await admin.CreateAsync(AccountPath, $$$"""{"metadata":{"name":"a{{{i}}}"}}""");
            tokens.Add(await admin.IssueAsync($"a{i}", ns: "full"));
            Assert.True((bool?)(await admin.ReviewAsync(tokens[i]))["authenticated"]);
        }

        await admin.CreateAsync(Secrets, """{"metadata":{"name":"held","finalizers":["example.test/held"]}}""");
        await admin.CreateAsync(Secrets, $$$"""{"metadata":{"name":"large"},"data":{"v":"{{{new string('A', 40_000)}}}"}}""");
        return tokens;
    }

    /// <summary>Creates objects until there is no space, then smaller ones; returns the last refusal.</summary>
    private static async Task<ApiAnswer> FillStoreAsync(ApiClient admin)
    {
        ApiAnswer? refused = null;
        foreach (var size in (int[])[200_000, 40_000, 4_000, 400])
        {
            do
            {
                refused = await CreateAsync(admin, size);
                Assert.True(refused.Code is HttpStatusCode.Created or HttpStatusCode.InsufficientStorage, $"{refused.Code} {refused.Body}");
            }
            while (refused.Code == HttpStatusCode.Created);
        }

        return refused!;
    }

    private static Task<ApiAnswer> CreateAsync(ApiClient admin, int size) =>
        admin.PostAsync(Secrets, $$$"""{"metadata":{"generateName":"s-"},"data":{"v":"{{{new string('A', size * 4)}}}"}}""");

    private static async Task AssertDiskCheckAsync(ApiClient admin, bool isFull)
    {
        await Patience.UntilAsync(
            async () => ((await admin.GetAsync("/readyz?verbose")).Body.Contains("[-]disk", StringComparison.Ordinal)) == isFull, $"readyz says whether the disk is full: {isFull}");
        Assert.Equal(isFull ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, (await admin.GetAsync("/readyz")).Code);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/readyz?exclude=disk")).Code);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/livez")).Code);
    }
}
