using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Issuers;
using Signet.Cli.Keys;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Tokens.Issuers;

namespace Signet.Cli.Support;

/// <summary>What a running server answers: public facts, health and metrics. No objects, and no tokens.</summary>
/// <param name="connection">The connection.</param>
internal sealed class ServerAnswers(ApiConnection connection)
{
    private static readonly (string Name, string Path, string MediaType)[] Documents =
    [
        ("server/version.json", "version", "application/json"),
        ("server/readyz.txt", "readyz?verbose", "text/plain"),
        ("server/livez.txt", "livez?verbose", "text/plain"),
        ("server/metrics.txt", "metrics", "text/plain"),
        ("server/openid-configuration.json", ".well-known/openid-configuration", "application/json"),
        ("server/jwks.json", "openid/v1/jwks", "application/jwk-set+json"),
    ];

    /// <summary>Asks for all parts.</summary>
    public async IAsyncEnumerable<BundlePart> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, path, mediaType) in Documents)
        {
            yield return await TryAsync(name, async () =>
            {
                var response = await connection.GetAsync(path, mediaType, cancellationToken).ConfigureAwait(false);
                var fault = response.Code == HttpStatusCode.OK ? null : $"{path}: the server answers {(int)response.Code}";
                return new BundlePart(name, Encoding.UTF8.GetString(response.Content), fault);
            }).ConfigureAwait(false);
        }

        yield return await TryAsync("server/replicas.json", () => ReadReplicasAsync(cancellationToken)).ConfigureAwait(false);
        yield return await ListAsync(
            "server/keys.json", KeysCommand.Operations, KeyRequestJson.Write(new KeyRequest(KeyAction.List)), cancellationToken).ConfigureAwait(false);
        yield return await ListAsync(
            "server/issuers.json", IssuersCommand.Operations, IssuerRequestJson.Write(new IssuerRequest(IssuerAction.List)), cancellationToken).ConfigureAwait(false);
    }

    private Task<BundlePart> ListAsync(string name, OperationKind kind, JsonObject spec, CancellationToken cancellationToken) => TryAsync(name, async () =>
    {
        var answer = await new ApiTarget(kind, connection).OperateAsync(new Operation(spec) { IsRead = true }, cancellationToken).ConfigureAwait(false);
        return answer.TryGetValue(out var listed, out var error)
            ? new BundlePart(name, ObjectOutput.Render(listed, OutputFormat.Json, _ => ""))
            : new BundlePart(name, null, error.Message);
    });

    /// <summary>The leases: the name of each holder, and when it renewed last.</summary>
    private async Task<BundlePart> ReadReplicasAsync(CancellationToken cancellationToken)
    {
        const string Name = "server/replicas.json";
        var response = await connection.GetAsync("apis/coordination.k8s.io/v1/leases", "application/json", cancellationToken).ConfigureAwait(false);
        if (response.Code != HttpStatusCode.OK || response.Body is not { } list)
        {
            return new BundlePart(Name, null, $"leases: the server answers {(int)response.Code}");
        }

        var leases = (list.GetList("items") ?? []).OfType<JsonObject>().Select(lease => (JsonNode)new JsonObject
        {
            ["namespace"] = lease.GetObject("metadata")?.GetString("namespace"),
            ["name"] = lease.GetObject("metadata")?.GetString("name"),
            ["holder"] = lease.GetObject("spec")?.GetString("holderIdentity"),
            ["renewedAt"] = lease.GetObject("spec")?.GetString("renewTime"),
        });
        return new BundlePart(Name, ObjectOutput.Render(new JsonObject { ["leases"] = new JsonArray([.. leases]) }, OutputFormat.Json, _ => ""));
    }

    private static async Task<BundlePart> TryAsync(string name, Func<Task<BundlePart>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (CommandException exception)
        {
            return new BundlePart(name, null, exception.Message);
        }
    }
}
