using System.Text.Json;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds;

/// <summary>The tables of the kinds with few columns; pods, nodes and events have files of their own.</summary>
internal static class KubernetesTables
{
    private const string None = "<none>";

    public static TableDefinition Namespaces { get; } = TableDefinition.WithAge(
        TableColumn.Text("Status", "Whether the namespace is in use or on its way out.", item => item.Text("status", "phase")));

    public static TableDefinition ServiceAccounts { get; } = TableDefinition.WithAge();

    public static TableDefinition Secrets { get; } = TableDefinition.WithAge(
        TableColumn.Text("Type", "What the secret is for.", item => item.Text("type")),
        TableColumn.Count("Data", "How many entries the secret has.", item => item.Count("data")));

    public static TableDefinition ConfigMaps { get; } = TableDefinition.WithAge(
        TableColumn.Count("Data", "How many entries the config map has, text and binary.", item => item.Count("data") + item.Count("binaryData")));

    public static TableDefinition Leases { get; } = TableDefinition.WithAge(
        TableColumn.Text("Holder", "Who holds the lease.", item => item.Text("spec", "holderIdentity")));

    public static TableDefinition Bindings { get; } = new()
    {
        Columns =
        [
            TableDefinition.Name,
            TableColumn.Text("Role", "The role that is given.", item => $"{item.Text("roleRef", "kind")}/{item.Text("roleRef", "name")}"),
            TableDefinition.Age,
            TableColumn.Text("Users", "The users that have it.", item => Subjects(item, "User"), priority: 1),
            TableColumn.Text("Groups", "The groups that have it.", item => Subjects(item, "Group"), priority: 1),
            TableColumn.Text("ServiceAccounts", "The service accounts that have it.", item => Subjects(item, "ServiceAccount"), priority: 1),
        ],
    };

    /// <summary>The placeholder of an empty cell.</summary>
    internal static string OrNone(string text) => text.Length == 0 ? None : text;

    private static string Subjects(JsonElement binding, string kind)
    {
        var names = new List<string>();
        foreach (var subject in binding.Items("subjects"))
        {
            if (subject.Text("kind") == kind)
            {
                names.Add(kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name"));
            }
        }

        return string.Join(", ", names);
    }
}
