using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The defaults of a pod's spec (Kubernetes, <c>pkg/apis/core/v1/defaults.go</c>), as far as clients read them.</summary>
internal static class PodDefaults
{
    private const long FileMode = 420;
    private const long TokenSeconds = 3600;
    private const string FieldVersion = "v1";

    public static void Apply(JsonObject spec)
    {
        var account = spec.GetString("serviceAccountName");
        account = account.Length > 0 ? account : spec.GetString("serviceAccount");

        // The deprecated field always has the value of the new one.
        spec.SetString("serviceAccountName", account);
        spec.SetString("serviceAccount", account);
        Set(spec, "restartPolicy", "Always");
        Set(spec, "dnsPolicy", "ClusterFirst");
        Set(spec, "schedulerName", "default-scheduler");
        spec["terminationGracePeriodSeconds"] ??= 30L;
        spec["securityContext"] ??= new JsonObject();
        spec["enableServiceLinks"] ??= true;
        foreach (var container in PodContainers.All(spec))
        {
            ApplyToContainer(container, spec.GetBoolean("hostNetwork") == true);
        }

        foreach (var volume in Objects(spec.GetList("volumes")))
        {
            ApplyToVolume(volume);
        }
    }

    private static void ApplyToContainer(JsonObject container, bool isOnHostNetwork)
    {
        Set(container, "terminationMessagePath", "/dev/termination-log");
        Set(container, "terminationMessagePolicy", "File");
        Set(container, "imagePullPolicy", PullPolicyFor(container.GetString("image")));
        foreach (var port in Objects(container.GetList("ports")))
        {
            Set(port, "protocol", "TCP");
            if (isOnHostNetwork && (port.GetInteger("hostPort") ?? 0) == 0)
            {
                port.SetInteger("hostPort", port.GetInteger("containerPort"));
            }
        }

        foreach (var variable in Objects(container.GetList("env")))
        {
            ApplyToField(variable.GetObject("valueFrom"));
        }

        ApplyToResources(container.GetObject("resources"));
        foreach (var probe in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"])
        {
            ApplyToProbe(container.GetObject(probe));
        }

        ApplyToHandler(container.GetObject("lifecycle")?.GetObject("postStart"));
        ApplyToHandler(container.GetObject("lifecycle")?.GetObject("preStop"));
    }

    private static void ApplyToProbe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        SetNumber(probe, "timeoutSeconds", 1);
        SetNumber(probe, "periodSeconds", 10);
        SetNumber(probe, "successThreshold", 1);
        SetNumber(probe, "failureThreshold", 3);
        ApplyToHandler(probe);
        if (probe.GetObject("grpc") is { } call)
        {
            call["service"] ??= "";
        }
    }

    private static void ApplyToHandler(JsonObject? handler)
    {
        if (handler?.GetObject("httpGet") is { } get)
        {
            Set(get, "path", "/");
            Set(get, "scheme", "HTTP");
        }
    }

    /// <summary>A limit without a request is the request, too.</summary>
    private static void ApplyToResources(JsonObject? resources)
    {
        foreach (var (name, limit) in resources?.GetObject("limits") ?? [])
        {
            var requests = resources!.EnsureObject("requests");
            requests[name] ??= limit?.DeepClone();
        }
    }

    private static void ApplyToVolume(JsonObject volume)
    {
        if (volume.All(member => member.Key == "name"))
        {
            volume["emptyDir"] = new JsonObject();
        }

        foreach (var source in (ReadOnlySpan<string>)["secret", "configMap", "downwardAPI", "projected"])
        {
            if (volume.GetObject(source) is { } files)
            {
                files["defaultMode"] ??= FileMode;
                ApplyToFields(files);
            }
        }

        if (volume.GetObject("hostPath") is { } host)
        {
            host["type"] ??= "";
        }

        foreach (var projection in Objects(volume.GetObject("projected")?.GetList("sources")))
        {
            if (projection.GetObject("serviceAccountToken") is { } token)
            {
                token["expirationSeconds"] ??= TokenSeconds;
            }

            ApplyToFields(projection.GetObject("downwardAPI"));
        }
    }

    private static void ApplyToFields(JsonObject? files)
    {
        foreach (var item in Objects(files?.GetList("items")))
        {
            ApplyToField(item);
        }
    }

    private static void ApplyToField(JsonObject? source)
    {
        if (source?.GetObject("fieldRef") is { } field)
        {
            Set(field, "apiVersion", FieldVersion);
        }
    }

    /// <summary>An image without a tag, or with the tag latest, is always pulled.</summary>
    private static string PullPolicyFor(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        if (name.Contains('@', StringComparison.Ordinal))
        {
            return "IfNotPresent";
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static IEnumerable<JsonObject> Objects(JsonArray? list) => list?.OfType<JsonObject>() ?? [];

    private static void Set(JsonObject node, string name, string value)
    {
        if (node.GetString(name).Length == 0)
        {
            node[name] = value;
        }
    }

    private static void SetNumber(JsonObject node, string name, long value)
    {
        if ((node.GetInteger(name) ?? 0) == 0)
        {
            node[name] = value;
        }
    }
}
