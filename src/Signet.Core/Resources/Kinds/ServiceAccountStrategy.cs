using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds;

/// <summary>Service accounts (Kubernetes, <c>pkg/registry/core/serviceaccount</c>).</summary>
internal sealed class ServiceAccountStrategy : ResourceStrategy
{
    private const string EnforceMountableSecrets = "kubernetes.io/enforce-mountable-secrets";

    /// <inheritdoc/>
    public override TableDefinition Table => KubernetesTables.ServiceAccounts;

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created) => KeepNamesOfSecrets(created);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => KeepNamesOfSecrets(updated);

    /// <summary>The annotation is deprecated; a write that only keeps it is not told so again.</summary>
    public override IReadOnlyList<string> WarningsFor(ObjectDocument written, ObjectDocument? current) =>
        HasAnnotation(written) && !HasAnnotation(current)
            ? [$"metadata.annotations[{EnforceMountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"]
            : [];

    private static bool HasAnnotation(ObjectDocument? account) => account?.Metadata.Annotations?.ContainsKey(EnforceMountableSecrets) == true;

    /// <summary>Of a reference to a secret only the name means anything; the rest is dropped, as Kubernetes does.</summary>
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
