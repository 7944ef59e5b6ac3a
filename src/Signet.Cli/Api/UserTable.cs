using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Cli.Api;

/// <summary>A <c>UserInfo</c> of <c>authentication.k8s.io</c> for people.</summary>
internal static class UserTable
{
    /// <summary>A row for each attribute that is set.</summary>
    public static List<IReadOnlyList<string>> Rows(JsonObject user)
    {
        var rows = new List<IReadOnlyList<string>> { (string[])["user", user.GetString("username")] };
        if (user.GetString("uid") is { Length: > 0 } uid)
        {
            rows.Add(["uid", uid]);
        }

        if (user.GetStrings("groups") is { Count: > 0 } groups)
        {
            rows.Add(["groups", string.Join(", ", groups)]);
        }

        var extra = user.GetObject("extra") ?? [];
        rows.AddRange(extra.Select(pair => (string[])[pair.Key, string.Join(", ", extra.GetStrings(pair.Key))]));
        return rows;
    }
}
