using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.TestHost;

/// <summary>Operates the signing keys through the API, as an operator does.</summary>
internal sealed class TestKeys(AdministratorApi api, TestTime time)
{
    private static readonly string Path = $"/apis/{KeyRequestJson.Kind.Group}/{KeyRequestJson.Kind.Version}/{KeyRequestJson.Plural}";

    public Task<IReadOnlyList<TestKey>> ListAsync(CancellationToken cancellationToken) => RunAsync(new KeyRequest(KeyAction.List), cancellationToken);

    /// <summary>Publishes the next key; it signs after the publication lead, or at once.</summary>
    public async Task<TestKey> RotateAsync(bool immediately, CancellationToken cancellationToken)
    {
        var keys = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (!immediately)
        {
            await RunAsync(new KeyRequest(KeyAction.Rotate), cancellationToken).ConfigureAwait(false);
        }
        else if (!keys.Any(IsNext))
        {
            await RunAsync(new KeyRequest(KeyAction.Prepare), cancellationToken).ConfigureAwait(false);
        }

        time.FinishSecond();
        keys = await ListAsync(cancellationToken).ConfigureAwait(false);
        var next = keys.First(IsNext);
        if (!immediately)
        {
            return next;
        }

        await RunAsync(new KeyRequest(KeyAction.Activate) { KeyId = next.KeyId, IsConfirmed = true }, cancellationToken).ConfigureAwait(false);
        time.FinishSecond();
        keys = await ListAsync(cancellationToken).ConfigureAwait(false);
        return keys.First(key => key.KeyId == next.KeyId);
    }

    public Task RevokeAsync(string keyId, CancellationToken cancellationToken) =>
        RunAsync(new KeyRequest(KeyAction.Revoke) { KeyId = keyId, IsConfirmed = true }, cancellationToken);

    private async Task<IReadOnlyList<TestKey>> RunAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        var operation = new JsonObject
        {
            ["apiVersion"] = $"{KeyRequestJson.Kind.Group}/{KeyRequestJson.Kind.Version}",
            ["kind"] = KeyRequestJson.Kind.Kind,
            ["spec"] = KeyRequestJson.Write(request),
        };
        var answer = await api.CreateAsync(Path, operation, cancellationToken).ConfigureAwait(false);
        return [.. answer["status"]!["keys"]!.AsArray().Select(key => Read(key!))];
    }

    private static TestKey Read(JsonNode key)
    {
        var signs = key["windows"]?.AsArray().FirstOrDefault(window => (string?)window!["bound"] == "signsFrom");
        return new TestKey((string)key["keyID"]!, (string)key["algorithm"]!, (string)key["state"]!)
        {
            SignsFrom = (string?)signs?["time"] is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
        };
    }

    private static bool IsNext(TestKey key) => key.State is "Next" or "Pending";
}
