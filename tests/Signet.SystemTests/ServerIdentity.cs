using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>What stays the same over an upgrade: the keys that verify tokens, and the CA.</summary>
internal static class ServerIdentity
{
    /// <summary>Reads both, also while a connection ends with its server.</summary>
    public static async Task<string> OfAsync(ApiClient client)
    {
        var keys = (await ApiClient.AnsweredAsync(() => client.GetAsync("/openid/v1/jwks"))).Json["keys"]!.AsArray();
        await client.UntilFoundAsync("/api/v1/namespaces/default/configmaps/kube-root-ca.crt");
        var bundle = (await ApiClient.AnsweredAsync(() => client.GetAsync("/api/v1/namespaces/default/configmaps/kube-root-ca.crt"))).Json;
        return new JsonObject { ["keys"] = keys.DeepClone(), ["ca"] = bundle["data"]!.DeepClone() }.ToJsonString();
    }
}
