using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Model.Strategies;

namespace Signet.Core.Resources.Kinds;

/// <summary>Service accounts (Kubernetes, <c>pkg/registry/core/serviceaccount</c>).</summary>
internal static class ServiceAccountStrategy
{
    private const string EnforceMountableSecrets = "kubernetes.io/enforce-mountable-secrets";

    public static ResourceStrategy Definition { get; } = new()
    {
        Table = KubernetesTables.ServiceAccounts,
        Traits = new() { HasTokens = true },
        Create = new() { Prepare = KeepNamesOfSecrets },
        Update = new() { Prepare = static (updated, _) => KeepNamesOfSecrets(updated) },
        WarningsFor = WarningsFor,
    };

    /// <summary>Warns of the deprecated annotation when a write adds it.</summary>
    private static IReadOnlyList<string> WarningsFor(ObjectDocument written, ObjectDocument? current) =>
        HasAnnotation(written) && !HasAnnotation(current)
            ? [$"metadata.annotations[{EnforceMountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"]
            : [];

    private static bool HasAnnotation(ObjectDocument? account) => account?.Metadata.Annotations?.ContainsKey(EnforceMountableSecrets) == true;

    /// <summary>Removes every field but the name from the references to secrets, as Kubernetes does.</summary>
    private static void KeepNamesOfSecrets(ObjectDocument document)
    {
        if (document.Root.GetList("secrets") is not { } secrets)
        {
            return;
        }

        for (var i = 0; i < secrets.Count; i++)
        {
            var name = secrets[i] is JsonObject secret ? secret.GetString("name") : "";
            secrets[i] = name.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = name };
        }
    }
}
