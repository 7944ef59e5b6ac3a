using System.Text.Json.Nodes;

namespace Signet.SystemTests.Packages;

/// <summary>A rendered chart.</summary>
/// <param name="Values">The values.</param>
/// <param name="Objects">The objects.</param>
/// <param name="Notes">The text for the user.</param>
public sealed record HelmRelease(JsonObject Values, IReadOnlyList<JsonObject> Objects, string Notes)
{
    /// <summary>The StatefulSet or Deployment.</summary>
    public JsonObject Workload => Objects.Single(one => KindOf(one) is "StatefulSet" or "Deployment");

    /// <summary>The pods' metadata and spec.</summary>
    public JsonObject Template => Workload["spec"]!["template"]!.AsObject();

    /// <summary>The pods' spec.</summary>
    public JsonObject Pod => Template["spec"]!.AsObject();

    /// <summary>The only container.</summary>
    public JsonObject Container => Pod["containers"]!.AsArray().Single()!.AsObject();

    /// <summary>The text of the file with the settings.</summary>
    public string Config => Objects.Single(one => KindOf(one) == "ConfigMap")["data"]!["signet.yaml"]!.GetValue<string>();

    /// <summary>Whether the store is etcd.</summary>
    public bool HasEtcd => Values["store"]!.GetValue<string>() == "etcd";

    /// <summary>The objects of a kind.</summary>
    public IReadOnlyList<JsonObject> Of(string kind) => [.. Objects.Where(one => KindOf(one) == kind)];

    /// <summary>Reads an answer of the renderer.</summary>
    public static HelmRelease Of(JsonObject values, JsonNode answer)
    {
        Assert.True(answer["error"] is null, $"{values.ToJsonString()}: {answer["error"]}");
        return new HelmRelease(
            values,
            [.. answer["objects"]!.AsArray().Select(one => one!["object"]!.AsObject())],
            answer["notes"]!.GetValue<string>());
    }

    /// <summary>The kind of an object.</summary>
    public static string KindOf(JsonObject one) => one["kind"]!.GetValue<string>();
}
