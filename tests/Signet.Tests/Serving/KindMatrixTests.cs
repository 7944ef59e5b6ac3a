using System.Net;
using System.Text.Json.Nodes;
using Signet.Core.Resources.Kinds;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>
/// A new kind costs one schema entry and one strategy file: every kind of the registry goes through the same verbs and the same
/// refusals, without a line of its own here unless the API demands fields of it.
/// </summary>
public sealed class KindMatrixTests(RunningServer server)
{
    /// <summary>What a kind cannot do without.</summary>
    internal static readonly Dictionary<string, string> Needed = new(StringComparer.Ordinal)
    {
        ["pods"] = ""","spec":{"containers":[{"name":"main","image":"app:1"}],"automountServiceAccountToken":false}""",
        ["rolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}""",
        ["clusterrolebindings"] = ""","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"}""",
        ["clusterroles"] = ""","rules":[]""",
        ["roles"] = ""","rules":[]""",
    };

    private static readonly (string Type, string Patch)[] Patches =
    [
        ("application/merge-patch+json", """{"metadata":{"annotations":{"by":"application/merge-patch+json"}}}"""),
        ("application/strategic-merge-patch+json", """{"metadata":{"annotations":{"by":"application/strategic-merge-patch+json"}}}"""),
        ("application/json-patch+json", """[{"op":"replace","path":"/metadata/annotations/by","value":"application/json-patch+json"}]"""),
    ];

    public static TheoryData<string> Kinds => [.. KubernetesKinds.Registry.All.Select(resource => resource.Plural)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Resource_EveryVerb_AnswersAsAllDo(string plural)
    {
        var resource = KubernetesKinds.Registry.All.Single(definition => definition.Plural == plural);
        var root = resource.Kind.Group.Length == 0 ? "/api/v1" : $"/apis/{resource.Kind.Group}/{resource.Kind.Version}";
        var collection = $"{root}/{(resource.Namespaced ? "namespaces/default/" : "")}{plural}";
        var name = "matrix-" + plural;
        var path = $"{collection}/{name}";
        string Body(string metadata, string more = "") => $$"""{"metadata":{"name":"{{name}}"{{metadata}}}{{more}}{{Needed.GetValueOrDefault(plural)}}}""";

        // What is wrong is refused, each in its own way, and makes nothing.
        await ExpectAsync(422, "Invalid", server.Admin.PostAsync(collection, $$"""{"metadata":{}{{Needed.GetValueOrDefault(plural)}}}"""));
        await ExpectAsync(422, "Invalid", server.Admin.PostAsync(collection, Body(""","labels":{"-":"x"}""")));
        await ExpectAsync(422, "Invalid", server.Admin.PostAsync(collection, Body(""","finalizers":["x y"]""")));
        await ExpectAsync(422, "Invalid", server.Admin.PostAsync(collection, Body(""","ownerReferences":[{}]""")));
        await ExpectAsync(400, "BadRequest", server.Admin.PostAsync(collection + "?fieldValidation=Strict", Body("", ""","frob":1""")));
        await ExpectAsync(400, "BadRequest", server.Admin.PostAsync(collection, Body("", ""","kind":"Frob","apiVersion":"v1" """)));
        await ExpectAsync(404, "NotFound", server.Admin.GetAsync(path));

        var made = await server.Admin.CreateAsync(collection, Body(""","labels":{"a":"1"}"""));
        Assert.Equal(resource.Kind.Kind, (string?)made["kind"]);
        Assert.Equal(resource.Kind.ApiVersion, (string?)made["apiVersion"]);
        await ExpectAsync(409, "AlreadyExists", server.Admin.PostAsync(collection, Body("")));
        Assert.Equal((string?)made["metadata"]!["uid"], (string?)(await ExpectAsync(200, null, server.Admin.GetAsync(path)))["metadata"]!["uid"]);
        var list = await ExpectAsync(200, null, server.Admin.GetAsync(collection));
        Assert.Equal(resource.Kind.Kind + "List", (string?)list["kind"]);
        Assert.Contains(list["items"]!.AsArray(), item => (string?)item!["metadata"]!["name"] == name);

        // A PUT of what was read, with another label.
        var changed = made.DeepClone().AsObject();
        changed["metadata"]!["labels"]!["a"] = "2";
        var updated = await ExpectAsync(200, null, server.Admin.PutAsync(path, changed.ToJsonString()));
        Assert.Equal("2", (string?)updated["metadata"]!["labels"]!["a"]);
        changed["metadata"]!["labels"]!["a"] = "3";
        await ExpectAsync(409, "Conflict", server.Admin.PutAsync(path, changed.ToJsonString()));
        await ExpectAsync(400, "BadRequest", server.Admin.PutAsync(path + "-other", changed.ToJsonString()));

        // Each way of patching, of the object and of its parts.
        foreach (var (type, patch) in Patches)
        {
            updated = await ExpectAsync(200, null, server.Admin.PatchAsync(path, patch, type));
            Assert.Equal(type, (string?)updated["metadata"]!["annotations"]!["by"]);
        }

        foreach (var part in resource.Subresources)
        {
            await ExpectAsync(part.Verbs.Contains("patch") ? 200 : 405, null, server.Admin.PatchAsync($"{path}/{part.Name}", "{}", "application/merge-patch+json"));
            await ExpectAsync(part.Verbs.Contains("get") ? 200 : 405, null, server.Admin.GetAsync($"{path}/{part.Name}"));
            await ExpectAsync(part.Verbs.Contains("update") ? 200 : 405, null, server.Admin.PutAsync($"{path}/{part.Name}", updated.ToJsonString()));
            await ExpectAsync(405, "MethodNotAllowed", server.Admin.PostAsync($"{path}/{part.Name}", "{}"));
        }

        await ExpectAsync(404, "NotFound", server.Admin.GetAsync(path + "/frob"));
        await ExpectAsync(200, null, server.Admin.DeleteAsync(path));
        await Patience.UntilAsync(
            async () =>
            {
                // Namespaces take their time.
                var answer = await server.Admin.GetAsync(path);
                Assert.True(answer.Code == HttpStatusCode.NotFound || answer.Json["metadata"]!["deletionTimestamp"] is not null, answer.Body);
                return answer.Code == HttpStatusCode.NotFound;
            },
            $"{path} is gone");
        await ExpectAsync(404, "NotFound", server.Admin.DeleteAsync(path));
    }

    private static async Task<JsonObject> ExpectAsync(int code, string? reason, Task<ApiAnswer> answering)
    {
        var answer = await answering;
        Assert.True((int)answer.Code == code, $"expected {code}, got {(int)answer.Code}: {answer.Body}");
        if (reason is not null)
        {
            Assert.Equal(reason, (string?)answer.Json["reason"]);
        }

        return answer.Json;
    }
}
