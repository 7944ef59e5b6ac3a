using System.Net;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>
/// The data directory of another version is served by this one, and then by the other one again (docs/operations.md, *Upgrade*).
/// <c>SIGNET_OLD_BINARY</c> is the executable of the other version (eng/upgrade.sh); without it the same one stands in, so that the procedure itself is
/// tested.
/// </summary>
public sealed class DirectoryUpgradeTests : IDisposable
{
    private static readonly string? Old = Environment.GetEnvironmentVariable("SIGNET_OLD_BINARY");
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _accepted = [];
    private readonly List<string> _refused = [];
    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DataDirectory_OfAnotherVersion_KeepsObjectsTokensAndKeys()
    {
        string? identity = null;
        foreach (var (program, what) in new[] { (Old, "old"), (null, "new"), (Old, "downgraded"), (null, "again") })
        {
            await using var server = await SignetProcess.ServeProgramAsync(program, _folder.File("data"), "--signing-algorithm", "ES256");
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            identity ??= await ServerIdentity.OfAsync(admin);

            Assert.Equal(identity, await ServerIdentity.OfAsync(admin));
            await CheckAsync(admin);
            await UseAsync(admin, what);
            await CheckAsync(admin);
            Assert.Equal(0, await server.TerminateAsync());
        }
    }

    /// <summary>Everything that earlier versions have answered is still so.</summary>
    private async Task CheckAsync(ApiClient admin)
    {
        foreach (var token in _accepted)
        {
            Assert.True(await admin.IsAcceptedAsync(token));
        }

        foreach (var token in _refused)
        {
            Assert.False(await admin.IsAcceptedAsync(token));
        }

        foreach (var (path, json) in _objects)
        {
            Assert.Equal(json, (await admin.GetAsync(path)).Json.ToJsonString());
        }
    }

    /// <summary>Objects of several kinds, tokens that are bound to them, and one that has ended.</summary>
    private async Task UseAsync(ApiClient admin, string what)
    {
        const string Namespace = "/api/v1/namespaces/default";
        await admin.CreateAsync($"{Namespace}/serviceaccounts", $$$"""{"metadata":{"name":"account-{{{what}}}"}}""");
        await admin.CreateAsync($"{Namespace}/secrets", $$$"""{"metadata":{"name":"secret-{{{what}}}"},"stringData":{"a":"b"}}""");
        await admin.CreateAsync($"{Namespace}/configmaps", $$$"""{"metadata":{"name":"map-{{{what}}}"},"data":{"a":"b"}}""");
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", $$$"""{"metadata":{"name":"role-{{{what}}}"},"rules":[]}""");
        _accepted.Add(await admin.IssueAsync($"account-{what}"));
        _accepted.Add(await admin.IssueAsync($"account-{what}", BoundTo($"secret-{what}")));
        await admin.CreateAsync($"{Namespace}/secrets", $$$"""{"metadata":{"name":"gone-{{{what}}}"}}""");
        _refused.Add(await admin.IssueAsync($"account-{what}", BoundTo($"gone-{what}")));
        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"{Namespace}/secrets/gone-{what}")).Code);
        foreach (var path in (string[])[
            $"{Namespace}/serviceaccounts/account-{what}", $"{Namespace}/secrets/secret-{what}", $"{Namespace}/configmaps/map-{what}",
            $"/apis/rbac.authorization.k8s.io/v1/clusterroles/role-{what}"])
        {
            _objects.Add(path, (await admin.GetAsync(path)).Json.ToJsonString());
        }
    }

    private static string BoundTo(string secret) => $$$"""{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"{{{secret}}}"}}""";
}
