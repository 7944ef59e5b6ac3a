using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>
/// A new kind needs one schema entry and one strategy file: every kind of the registry passes the same verbs and the same
/// refusals, without code of its own here, and with a line in <see cref="ServedKind"/> only if it has required fields.
/// </summary>
public sealed class KindMatrixTests(RunningServer server)
{
    private static readonly (string Type, string Patch)[] Patches =
    [
        ("application/merge-patch+json", """{"metadata":{"annotations":{"by":"application/merge-patch+json"}}}"""),
        ("application/strategic-merge-patch+json", """{"metadata":{"annotations":{"by":"application/strategic-merge-patch+json"}}}"""),
        ("application/json-patch+json", """[{"op":"replace","path":"/metadata/annotations/by","value":"application/json-patch+json"}]"""),
    ];

    [Theory]
    [MemberData(nameof(ServedKind.All), MemberType = typeof(ServedKind))]
    public async Task Resource_EveryVerb_AnswersAsForAllKinds(string served)
    {
        var kind = new ServedKind(served);
        var (resource, collection) = (kind.Resource, kind.Collection);
        var name = "matrix-" + served;
        var path = $"{collection}/{name}";
        string Body(string metadata, string more = "") => $$"""{"metadata":{"name":"{{name}}"{{metadata}}}{{more}}{{kind.Needed}}}""";

        // Invalid requests are refused and create nothing.
        await ExpectAsync(422, "Invalid", server.Admin.PostAsync(collection, $$"""{"metadata":{}{{kind.Needed}}}"""));
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

        // A PUT of the read object, with another label.
        var changed = made.DeepClone().AsObject();
        changed["metadata"]!["labels"]!["a"] = "2";
        var updated = await ExpectAsync(200, null, server.Admin.PutAsync(path, changed.ToJsonString()));
        Assert.Equal("2", (string?)updated["metadata"]!["labels"]!["a"]);
        changed["metadata"]!["labels"]!["a"] = "3";
        await ExpectAsync(409, "Conflict", server.Admin.PutAsync(path, changed.ToJsonString()));
        await ExpectAsync(400, "BadRequest", server.Admin.PutAsync(path + "-other", changed.ToJsonString()));

        // Each type of patch, of the object and of its subresources.
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
                // The deletion of a namespace takes several steps.
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
