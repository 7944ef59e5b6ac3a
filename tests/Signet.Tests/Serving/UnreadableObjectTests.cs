using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Issue 11, point 2: a server whose store has a value that cannot be read starts, reports it, and can delete it.</summary>
public sealed class UnreadableObjectTests : IDisposable
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Option = "?ignoreStoreReadErrorWithClusterBreakingPotential=true";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_UnreadableAccount_StartsAndCanDeleteIt()
    {
        string token;
        await using (var first = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            using var admin = new ApiClient(first.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            await admin.CreateAsync(Accounts, """{"metadata":{"name":"broken"}}""");
            token = await admin.IssueAsync("broken");
            await first.TerminateAsync();
        }

        await BreakAsync("/registry/serviceaccounts/default/broken", "{\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"hunter2");
        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256");
        using var client = new ApiClient(server.CreateClient(asAdministrator: true));

        await server.UntilSaysAsync("/registry/serviceaccounts/default/broken");
        Assert.DoesNotContain("hunter2", server.Output + server.Errors, StringComparison.Ordinal);
        await AssertToldAsync(client);
        await AssertRefusedAsync(client, token);
        await AssertDeletedByTheOptionAsync(server, client);
        await server.TerminateAsync();
    }

    /// <summary>The server is ready, readyz shows the count, and the list has a warning.</summary>
    private static async Task AssertToldAsync(ApiClient client)
    {
        var ready = await client.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, ready.Code);
        Assert.Contains("[+]cache ok: 1 stored object cannot be read\n", ready.Body, StringComparison.Ordinal);
        var list = await client.GetAsync(Accounts);
        Assert.Equal(HttpStatusCode.OK, list.Code);
        Assert.DoesNotContain("broken", list.Body, StringComparison.Ordinal);
        Assert.Contains("default", list.Body, StringComparison.Ordinal);
        Assert.Contains("1 of serviceaccounts cannot be read and is missing here: default/broken", string.Join("", list.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(ApiClient client, string token)
    {
        foreach (var answer in (ApiAnswer[])
            [
                await client.GetAsync(Accounts + "/broken"),
                await client.DeleteAsync(Accounts + "/broken"),
                await client.PatchAsync(Accounts + "/broken", "{}", "application/merge-patch+json"),
                await client.PostAsync(Accounts + "/broken/token", "{}"),
            ])
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
            Assert.Equal("InternalError", (string?)answer.Json["reason"]);
            Assert.Contains("unable to read the stored value", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync(Accounts, """{"metadata":{"name":"broken"}}""")).Code);
        Assert.Null((await client.ReviewAsync(token))["authenticated"]);
    }

    private static async Task AssertDeletedByTheOptionAsync(SignetProcess server, ApiClient client)
    {
        const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
        await client.CreateAsync(Roles + "/roles", """{"metadata":{"name":"deleter"},"rules":[{"apiGroups":[""],"resources":["serviceaccounts"],"verbs":["delete"]}]}""");
        await client.CreateAsync(Roles + "/rolebindings", """
            {"metadata":{"name":"deleter"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"deleter"},
             "subjects":[{"kind":"ServiceAccount","name":"default","namespace":"default"}]}
            """);
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await client.IssueAsync("default"));
        using var deleter = new ApiClient(http);
        var refused = await deleter.DeleteAsync(Accounts + "/broken" + Option);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Contains("unsafe-delete-ignore-read-errors", refused.Body, StringComparison.Ordinal);

        // A readable object is deleted as without the option.
        await client.CreateAsync(Accounts, """{"metadata":{"name":"fine"}}""");
        Assert.Equal(HttpStatusCode.OK, (await deleter.DeleteAsync(Accounts + "/fine" + Option)).Code);

        var deleted = await client.DeleteAsync(Accounts + "/broken" + Option);
        Assert.Equal(HttpStatusCode.OK, deleted.Code);
        Assert.Equal("Success", (string?)deleted.Json["status"]);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Accounts + "/broken")).Code);
        Assert.Contains("[+]cache ok\n", (await client.GetAsync("/readyz?verbose")).Body, StringComparison.Ordinal);
        await server.UntilSaysAsync("The unreadable value of /registry/serviceaccounts/default/broken has been deleted or replaced");
        await client.CreateAsync(Accounts, """{"metadata":{"name":"broken"}}""");
    }

    private async Task BreakAsync(string key, string value)
    {
        await using var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = Path.Combine(Data, "store.db"), MarkPath = Path.Combine(Data, "last-revision") });
        Assert.IsType<CommitResult.Success>(await store.CommitAsync(new Commit([], [new StoreOperation.Put(key, Encoding.UTF8.GetBytes(value))]), default));
    }
}
