using System.Text.Json;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds.Nodes;

/// <summary>The table of nodes (Kubernetes, <c>printers.go</c> printNode).</summary>
internal static class NodeTable
{
    private const string Unknown = "<unknown>";
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public static TableDefinition Definition { get; } = new()
    {
        Columns =
        [
            TableDefinition.Name,
            TableColumn.Text("Status", "Whether the node is ready for pods.", StatusOf),
            TableColumn.Text("Roles", "The roles that the node's labels give it.", RolesOf),
            TableDefinition.Age,
            TableColumn.Text("Version", "The version of the node's kubelet.", item => Info(item, "kubeletVersion")),
            TableColumn.Text("Internal-IP", "The node's address inside of the cluster.", item => AddressOf(item, "InternalIP"), priority: 1),
            TableColumn.Text("External-IP", "The node's address outside of the cluster.", item => AddressOf(item, "ExternalIP"), priority: 1),
            TableColumn.Text("OS-Image", "The operating system, as the node reports it.", item => OrUnknown(Info(item, "osImage")), priority: 1),
            TableColumn.Text("Kernel-Version", "The kernel and its architecture, as the node reports them.", KernelOf, priority: 1),
            TableColumn.Text("Container-Runtime", "What runs the node's containers.", item => OrUnknown(Info(item, "containerRuntimeVersion")), priority: 1),
        ],
    };

    private static string StatusOf(JsonElement node)
    {
        var status = "Unknown";
        foreach (var condition in node.Items("status", "conditions"))
        {
            if (condition.Text("type") == "Ready")
            {
                status = condition.Text("status") == "True" ? "Ready" : "NotReady";
            }
        }

        return node.IsTrue("spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static string RolesOf(JsonElement node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        if (node.Has("metadata", "labels"))
        {
            foreach (var label in node.At("metadata", "labels").EnumerateObject())
            {
                var role = label.Name.StartsWith(RolePrefix, StringComparison.Ordinal) ? label.Name[RolePrefix.Length..]
                    : label.Name == RoleLabel ? label.Value.GetString()!
                    : "";
                if (role.Length > 0)
                {
                    roles.Add(role);
                }
            }
        }

        return KubernetesTables.OrNone(string.Join(',', roles));
    }

    private static string AddressOf(JsonElement node, string type)
    {
        foreach (var address in node.Items("status", "addresses"))
        {
            if (address.Text("type") == type)
            {
                return address.Text("address");
            }
        }

        return KubernetesTables.OrNone("");
    }

    private static string KernelOf(JsonElement node)
    {
        var (kernel, architecture) = (OrUnknown(Info(node, "kernelVersion")), Info(node, "architecture"));
        return architecture.Length == 0 ? kernel : $"{kernel} ({architecture})";
    }

    private static string Info(JsonElement node, string name) => node.Text("status", "nodeInfo", name);

    private static string OrUnknown(string text) => text.Length == 0 ? Unknown : text;
}
