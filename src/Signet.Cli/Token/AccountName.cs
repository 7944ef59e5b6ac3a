using System.Net;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli.Token;

/// <summary>A service account.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct AccountName(string Namespace, string Name)
{
    private const string Plural = "serviceaccounts";

    /// <summary>Makes it of names that may be part of a path.</summary>
    /// <exception cref="CommandException">One may not.</exception>
    public static AccountName Of(string space, string name) => new(Check("--namespace", space), Check("ACCOUNT", name));

    /// <summary>The path of the accounts of the namespace.</summary>
    public string CollectionPath => $"api/v1/namespaces/{Uri.EscapeDataString(Namespace)}/{Plural}";

    /// <summary>The path of the account.</summary>
    public string Path => $"{CollectionPath}/{Uri.EscapeDataString(Name)}";

    /// <summary>Whether a response says that the account does not exist. A bound object that does not exist is another fault.</summary>
    public bool IsMissing(ApiResponse response) =>
        response.Code == HttpStatusCode.NotFound && response.Status?.GetObject("details") is { } details &&
        details.GetString("kind") == Plural && details.GetString("name") == Name;

    /// <summary>The account as an object.</summary>
    public JsonObject ToJson() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace },
    };

    /// <summary>The rule of Kubernetes for names in paths (apimachinery, <c>IsValidPathSegmentName</c>).</summary>
    private static string Check(string argument, string name) => name is not ("" or "." or "..") && !name.AsSpan().ContainsAny('/', '%')
        ? name
        : throw new CommandException($"{argument}: \"{TextTable.Clean(name)}\" is not allowed as a name", ExitCodes.Usage);
}
