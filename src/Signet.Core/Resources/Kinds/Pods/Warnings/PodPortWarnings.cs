using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>Warnings of duplicate ports, in one container or in several.</summary>
internal static class PodPortWarnings
{
    private sealed record Port(string Field, string Name, long HostPort, long ContainerPort, string Protocol, string HostAddress)
    {
        public static Port Of(JsonObject port, string field) => new(
            field, port.GetString("name"), port.GetInteger("hostPort") ?? 0, port.GetInteger("containerPort") ?? 0,
            port.GetString("protocol"), port.GetString("hostIP"));

        /// <summary>The port as Go prints its struct.</summary>
        public string Show() => string.Create(
            CultureInfo.InvariantCulture,
            $"{{Name:{Name} HostPort:{HostPort} ContainerPort:{ContainerPort} Protocol:{Protocol} HostIP:{HostAddress}}}");
    }

    public static void Add(JsonObject spec, List<string> warnings)
    {
        var known = new Dictionary<(long ContainerPort, string Protocol), List<Port>>();
        PodContainers.ForEach(spec, (container, path) =>
        {
            var index = 0;
            foreach (var entry in container.GetList("ports")?.OfType<JsonObject>() ?? [])
            {
                var port = Port.Of(entry, $"{path}.ports[{index++}]");
                if (port.HostAddress.Length > 0 && port.HostPort == 0)
                {
                    warnings.Add($"{port.Field}: hostIP set without hostPort: {port.Show()}");
                }

                var key = (port.ContainerPort, port.Protocol);
                if (!known.TryGetValue(key, out var others))
                {
                    known[key] = others = [];
                }

                foreach (var other in others)
                {
                    if (Compare(port, other) is { } relation)
                    {
                        warnings.Add($"{port.Field}: {relation} port definition with {other.Field}");
                    }
                }

                others.Add(port);
            }
        });
    }

    private static string? Compare(Port port, Port other) =>
        port.HostAddress == other.HostAddress && port.HostPort == other.HostPort ? "duplicate"
        : port.HostPort == 0 || other.HostPort == 0 ? "overlapping"
        : port.HostPort == other.HostPort && (port.HostAddress.Length == 0) != (other.HostAddress.Length == 0) ? "dangerously ambiguous"
        : null;
}
