using System.Globalization;
using System.Text.Json.Nodes;

namespace Signet.TestHost;

/// <summary>Creates and deletes objects, and issues and reviews tokens, as the administrator.</summary>
internal sealed class TestObjects(AdministratorApi api)
{
    public async Task<TestAccount> CreateAccountAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(@namespace, cancellationToken).ConfigureAwait(false);
        var made = await api.EnsureAsync(
            TestObject.CollectionOf("ServiceAccount", @namespace), name, Document("ServiceAccount", name), cancellationToken).ConfigureAwait(false);
        return new TestAccount(@namespace, name, UidOf(made));
    }

    public Task<TestObject> CreatePodAsync(TestAccount account, string name, TestObject? node, CancellationToken cancellationToken)
    {
        var spec = new JsonObject
        {
            ["serviceAccountName"] = account.Name,
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "none" }),
        };
        if (node is not null)
        {
            spec["nodeName"] = node.Name;
        }

        var pod = Document("Pod", name);
        pod["spec"] = spec;
        return CreateAsync("Pod", account.Namespace, name, pod, cancellationToken);
    }

    public async Task<TestObject> CreateSecretAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(@namespace, cancellationToken).ConfigureAwait(false);
        return await CreateAsync("Secret", @namespace, name, Document("Secret", name), cancellationToken).ConfigureAwait(false);
    }

    public Task<TestObject> CreateNodeAsync(string name, CancellationToken cancellationToken) =>
        CreateAsync("Node", null, name, Document("Node", name), cancellationToken);

    public Task DeleteAsync(TestObject value, CancellationToken cancellationToken) => api.DeleteAsync(value.Path, value.Uid, cancellationToken);

    public async Task<IssuedToken> IssueAsync(
        TestAccount account, IReadOnlyList<string> audiences, TimeSpan? lifetime, TestObject? boundTo, CancellationToken cancellationToken)
    {
        var spec = new JsonObject();
        if (audiences.Count > 0)
        {
            spec["audiences"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]);
        }

        if (lifetime is { } span)
        {
            spec["expirationSeconds"] = (long)span.TotalSeconds;
        }

        if (boundTo is not null)
        {
            spec["boundObjectRef"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = boundTo.Kind,
                ["name"] = boundTo.Name,
                ["uid"] = boundTo.Uid,
            };
        }

        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
        var status = (await api.CreateAsync($"{account.Path}/token", request, cancellationToken).ConfigureAwait(false))["status"]!;
        return new IssuedToken(
            (string)status["token"]!, DateTimeOffset.Parse((string)status["expirationTimestamp"]!, CultureInfo.InvariantCulture));
    }

    public async Task<TokenReviewResult> ReviewAsync(string token, string? audience, CancellationToken cancellationToken)
    {
        var spec = new JsonObject { ["token"] = token };
        if (audience is not null)
        {
            spec["audiences"] = new JsonArray(audience);
        }

        var review = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenReview", ["spec"] = spec };
        var status = (await api.CreateAsync("/apis/authentication.k8s.io/v1/tokenreviews", review, cancellationToken).ConfigureAwait(false))["status"]!;
        return new TokenReviewResult
        {
            IsAuthenticated = (bool?)status["authenticated"] ?? false,
            UserName = (string?)status["user"]?["username"],
            Audiences = [.. status["audiences"]?.AsArray().Select(found => (string)found!) ?? []],
            Error = (string?)status["error"],
        };
    }

    private async Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        if (name != "default")
        {
            await api.EnsureAsync("/api/v1/namespaces", name, Document("Namespace", name), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TestObject> CreateAsync(string kind, string? @namespace, string name, JsonObject body, CancellationToken cancellationToken)
    {
        var made = await api.CreateAsync(TestObject.CollectionOf(kind, @namespace), body, cancellationToken).ConfigureAwait(false);
        return new TestObject(kind, @namespace, name, UidOf(made));
    }

    private static JsonObject Document(string kind, string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };

    private static string UidOf(JsonObject made) => (string)made["metadata"]!["uid"]!;
}
