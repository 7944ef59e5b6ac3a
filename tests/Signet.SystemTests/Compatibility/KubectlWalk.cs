using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Testing;

namespace Signet.SystemTests.Compatibility;

/// <summary>What users of Signet do with kubectl, in a namespace of its own: each step needs those before it.</summary>
/// <param name="kubectl">A version of kubectl.</param>
/// <param name="admin">Reviews tokens.</param>
/// <param name="ns">The namespace, which does not exist yet.</param>
/// <param name="folder">A folder for files.</param>
internal sealed class KubectlWalk(KubectlRunner kubectl, ApiClient admin, string ns, TemporaryFolder folder)
{
    private const string Audiences = """["vault"]""";
    private string _token = "";

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<KubectlStep> Steps =>
    [
        new("kubectl create namespace NS", "the namespace is created", () => PrintsAsync($"namespace/{ns} created", "create", "namespace", ns)),
        new("kubectl create serviceaccount builder", "the account is created", () => PrintsAsync("serviceaccount/builder created", "create", "serviceaccount", "builder")),
        new("kubectl apply --server-side -f secret.yaml", "an object by server-side apply", ApplyAsync),
        new(
            "kubectl create token builder --audience=vault --duration=1h --bound-object-kind=Secret --bound-object-name=build",
            "a token with this audience, lifetime and bound object, which a TokenReview accepts", CreateTokenAsync),
        new("kubectl get secrets -o wide", "a table made by the server", () => MatchesAsync(@"^NAME +TYPE +DATA +AGE\nbuild +Opaque +1 +", "get", "secrets", "-o", "wide")),
        new("kubectl describe serviceaccount builder", "the account", () => MatchesAsync(@"^Name: +builder\nNamespace: +" + ns, "describe", "serviceaccount", "builder")),
        new("kubectl explain serviceaccounts.secrets", "the field, from OpenAPI", () => MatchesAsync(@"KIND: +ServiceAccount\nVERSION: +v1\n", "explain", "serviceaccounts.secrets")),
        new("kubectl explain signingkeys.status", "a field of a kind of Signet", () => MatchesAsync(@"GROUP: +tokens\.signet\.dev\nKIND: +SigningKey\nVERSION: +v1alpha1", "explain", "signingkeys.status")),
        new("kubectl api-resources", "all resources, from discovery", () => MatchesAsync(@"\nserviceaccounts +sa +v1 +true +ServiceAccount", "api-resources")),
        new("kubectl auth can-i create serviceaccounts --subresource=token", "a decision", () => PrintsAsync("yes", "auth", "can-i", "create", "serviceaccounts", "--subresource=token")),
        new("kubectl auth whoami", "the caller", () => MatchesAsync(@"Username +signet-admin", "auth", "whoami")),
        new("kubectl label serviceaccount builder team=ci", "a patch", () => PrintsAsync("serviceaccount/builder labeled", "label", "serviceaccount", "builder", "team=ci")),
        new("kubectl wait --for=jsonpath={.metadata.labels.team}=ci serviceaccount/builder", "a condition of an object", () => PrintsAsync(
            "serviceaccount/builder condition met", "wait", "--for=jsonpath={.metadata.labels.team}=ci", "serviceaccount/builder", "--timeout=60s")),
        new("kubectl get configmaps --watch", "each change as it happens", WatchAsync),
        new("kubectl delete secret build", "the object is deleted, and the token with it", DeleteAsync),
        new("kubectl delete namespace NS", "the namespace and what is in it is deleted", async () => Assert.StartsWith(
            $"namespace \"{ns}\" deleted", await kubectl.RunAsync("delete", "namespace", ns), StringComparison.Ordinal)),
    ];

    private string[] InNamespace(string[] arguments) => arguments.Contains(ns) ? arguments : ["--namespace", ns, .. arguments];

    private async Task PrintsAsync(string expected, params string[] arguments) => Assert.Equal(expected, await kubectl.RunAsync(InNamespace(arguments)));

    private async Task MatchesAsync(string expected, params string[] arguments) => Assert.Matches(expected, await kubectl.RunAsync(InNamespace(arguments)));

    private async Task ApplyAsync()
    {
        var file = folder.File($"{ns}.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Secret\nmetadata: {name: build}\nstringData: {number: '42'}\n");

        await PrintsAsync("secret/build serverside-applied", "apply", "--server-side", "-f", file);
    }

    private async Task CreateTokenAsync()
    {
        _token = await kubectl.RunAsync(InNamespace(
            ["create", "token", "builder", "--audience=vault", "--duration=1h", "--bound-object-kind=Secret", "--bound-object-name=build"]));

        var claims = ClaimsReader.TryRead(JwtReader.TryRead(_token)!.Payload.Span)!;
        Assert.Equal(["vault"], claims.Audiences);
        Assert.Equal(3600, claims.ExpiresAt - claims.IssuedAt);
        Assert.Equal("build", Assert.IsType<BoundClaim.Secret>(claims.Bound).Object.Name);
        Assert.True((bool?)(await admin.ReviewAsync(_token, Audiences))["authenticated"]);
    }

    private async Task WatchAsync()
    {
        await using var watch = kubectl.Start(InNamespace(["get", "configmaps", "--watch"]));
        await watch.UntilPrintsAsync("\nkube-root-ca.crt ");
        await PrintsAsync("configmap/seen created", "create", "configmap", "seen");
        await watch.UntilPrintsAsync("\nseen ");
    }

    private async Task DeleteAsync()
    {
        Assert.StartsWith("secret \"build\" deleted", await kubectl.RunAsync(InNamespace(["delete", "secret", "build"])), StringComparison.Ordinal);
        Assert.Null((await admin.ReviewAsync(_token, Audiences))["authenticated"]);
    }
}
