using System.Net;
using System.Net.Http.Headers;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>An update or apply that would create an object needs the permission to create.</summary>
public sealed class CreateByUpdateTests(RunningServer running)
{
    private const string Group = "/apis/rbac.authorization.k8s.io/v1/namespaces";
    private const string Apply = "application/apply-patch+yaml";

    [Theory]
    [InlineData("update", false, HttpStatusCode.Forbidden)]
    [InlineData("update", true, HttpStatusCode.Created)]
    [InlineData("patch", false, HttpStatusCode.Forbidden)]
    [InlineData("patch", true, HttpStatusCode.Created)]
    public async Task Change_MissingObject_NeedsThePermissionToCreate(string verb, bool mayCreate, HttpStatusCode code)
    {
        var ns = $"upsert-{verb}-{mayCreate}".ToLowerInvariant();
        using var caller = await CallerAsync(ns, mayCreate ? $"\"{verb}\",\"create\"" : $"\"{verb}\"");
        var path = $"/apis/coordination.k8s.io/v1/namespaces/{ns}/leases/x";
        const string Lease = """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"x"},"spec":{"holderIdentity":"a"}}""";
        Task<ApiAnswer> SendAsync() => verb == "patch" ? caller.PatchAsync(path + "?fieldManager=me", Lease, Apply) : caller.PutAsync(path, Lease);

        var first = await SendAsync();

        Assert.Equal(code, first.Code);
        if (!mayCreate)
        {
            Assert.Equal(
                $"leases.coordination.k8s.io \"x\" is forbidden: User \"system:serviceaccount:{ns}:caller\" cannot create resource \"leases\" " +
                $"in API group \"coordination.k8s.io\" in the namespace \"{ns}\"",
                (string?)first.Json["message"]);
            Assert.Equal(HttpStatusCode.NotFound, (await running.Admin.GetAsync(path)).Code);
            await running.Admin.CreateAsync(path[..^2], Lease);
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync()).Code);
    }

    /// <summary>A service account with these verbs on leases in a namespace of its own.</summary>
    private async Task<ApiClient> CallerAsync(string ns, string verbs)
    {
        await running.Admin.CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{ns}}}"}}""");
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", """{"metadata":{"name":"caller"}}""");
        await running.Admin.CreateAsync($"{Group}/{ns}/roles", $$$"""{"metadata":{"name":"r"},"rules":[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":[{{{verbs}}}]}]}""");
        await running.Admin.CreateAsync($"{Group}/{ns}/rolebindings", $$$"""
            {"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},
             "subjects":[{"kind":"ServiceAccount","name":"caller","namespace":"{{{ns}}}"}]}
            """);
        var client = running.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await running.Admin.IssueAsync("caller", ns: ns));
        return new ApiClient(client);
    }
}
