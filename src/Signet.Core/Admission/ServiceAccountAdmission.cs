using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Core.Admission;

/// <summary>
/// Sets the service account of pods, which must exist, and mounts its token at the path that clients read (Kubernetes,
/// <c>plugin/pkg/admission/serviceaccount</c>). Mirror pods, which nodes create, have no service account.
/// </summary>
internal sealed class ServiceAccountAdmission(ObjectView view) : IAdmissionStep
{
    private const string Default = "default";
    private const string EnforceAnnotation = "kubernetes.io/enforce-mountable-secrets";
    private readonly ResourceCache _accounts = view[KubernetesKinds.ServiceAccounts];

    /// <inheritdoc/>
    public ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => new(Admit(request));

    private StatusError? Admit(AdmissionRequest request)
    {
        if (request is not { Operation: AdmissionOperation.Create, Subresource: "", Document: { } pod } ||
            request.Resource != KubernetesKinds.Pods.GroupResource)
        {
            return null;
        }

        var spec = pod.EnsureSection("spec");
        if (MirrorPods.IsMirror(pod))
        {
            return CheckMirror(spec) is { } mirrorError ? request.Refuse(mirrorError) : null;
        }

        var name = spec.GetString("serviceAccountName");
        if (name.Length == 0)
        {
            name = Default;
        }

        spec.SetString("serviceAccountName", name);
        spec.SetString("serviceAccount", name);
        if (_accounts.Find(new ObjectKey(request.Namespace, name)) is not { } found)
        {
            return request.Refuse($"error looking up service account {request.Namespace}/{name}: serviceaccount {GoText.Quote(name)} not found");
        }

        var account = ObjectDocument.From(found);
        if (spec.GetBoolean("automountServiceAccountToken") ?? account.Root.GetBoolean("automountServiceAccountToken") ?? true)
        {
            TokenVolume.Mount(spec);
        }

        TakePullSecrets(spec, account);
        var isEnforced = bool.TryParse(account.Metadata.Annotations?.GetString(EnforceAnnotation), out var flag) && flag;
        return isEnforced && CheckSecrets(spec, account) is { } error ? request.Refuse(error) : null;
    }

    private static string? CheckMirror(JsonObject spec) =>
        spec.GetString("serviceAccountName").Length > 0 ? "a mirror pod may not reference service accounts"
        : PodReferences.SecretNames(spec).Any() ? "a mirror pod may not reference secrets"
        : PodReferences.ProjectsToken(spec) ? "a mirror pod may not use ServiceAccountToken volume projections"
        : null;

    /// <summary>A pod without image pull secrets uses those of its account.</summary>
    private static void TakePullSecrets(JsonObject spec, ObjectDocument account)
    {
        if (spec.GetList("imagePullSecrets") is not { Count: > 0 } && account.Root.GetList("imagePullSecrets") is { Count: > 0 } secrets)
        {
            spec["imagePullSecrets"] = secrets.DeepClone();
        }
    }

    private static string? CheckSecrets(JsonObject spec, ObjectDocument account)
    {
        var name = account.Metadata.Name;
        var allowed = NamesIn(account, "secrets");
        foreach (var volume in spec.GetList("volumes")?.OfType<JsonObject>() ?? [])
        {
            if (volume.GetObject("secret")?.GetString("secretName") is { } secret && !allowed.Contains(secret))
            {
                return $"volume with secret.secretName={GoText.Quote(secret)} is not allowed because service account {name} does not reference that secret";
            }
        }

        foreach (var container in PodContainers.All(spec))
        {
            if (PodReferences.SecretNamesOfContainer(container).FirstOrDefault(secret => !allowed.Contains(secret)) is { } secret)
            {
                return $"container {container.GetString("name")} references the secret {GoText.Quote(secret)}, which is not allowed because " +
                    $"service account {name} does not reference that secret";
            }
        }

        var pulling = NamesIn(account, "imagePullSecrets");
        return PodReferences.PullSecretNames(spec).FirstOrDefault(secret => !pulling.Contains(secret)) is { } other
            ? $"imagePullSecrets[].name={GoText.Quote(other)} is not allowed because service account {name} does not reference that imagePullSecret"
            : null;
    }

    private static HashSet<string> NamesIn(ObjectDocument account, string list) =>
        [.. account.Root.GetList(list)?.OfType<JsonObject>().Select(entry => entry.GetString("name")) ?? []];
}
