using System.Text;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Authentication;
using Signet.Server.Http.Front;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// Whom a caller asks to be, by the headers <c>Impersonate-User</c>, <c>-Uid</c>, <c>-Group</c> and <c>-Extra-KEY</c> (apiserver,
/// <c>pkg/endpoints/filters/impersonation</c>). Groups and values stay as given: not split, not made unique.
/// </summary>
internal sealed record ImpersonationRequest
{
    private const string Prefix = RequestHead.ImpersonationPrefix;
    private const string UserHeader = Prefix + "User";
    private const string UidHeader = Prefix + "Uid";
    private const string GroupHeader = Prefix + "Group";
    private const string ExtraPrefix = Prefix + "Extra-";

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The uid, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The extras, in the order of the keys' bytes.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra { get; init; } = [];

    /// <summary>Whether nothing but the name was asked for.</summary>
    public bool IsNameOnly => Uid.Length == 0 && Groups.Count == 0 && Extra.Count == 0;

    /// <summary>Reads the headers; a 400 when they ask for more of somebody without saying who.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="wanted">Who is asked for; null when nobody is.</param>
    public static StatusError? Read(IHeaderDictionary headers, out ImpersonationRequest? wanted)
    {
        wanted = null;
        var read = new ImpersonationRequest
        {
            Name = First(headers, UserHeader),
            Uid = First(headers, UidHeader),
            Groups = headers.TryGetValue(GroupHeader, out var groups) ? [.. groups.Select(HeaderText.Decode)] : [],
            Extra = ExtraHeaders.Read(headers, [ExtraPrefix]),
        };
        if (read.Name.Length > 0)
        {
            wanted = read;
            return null;
        }

        return read.IsNameOnly ? null : StatusErrors.BadRequest($"requested {read.InGo()} without impersonating a user name");
    }

    private static string First(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 ? HeaderText.Decode(values[0]) : "";

    /// <summary>As kube-apiserver shows it: Go's <c>%#v</c>.</summary>
    private string InGo()
    {
        var text = new StringBuilder($"&user.DefaultInfo{{Name:\"\", UID:{GoText.Quote(Uid)}, Groups:{ListInGo(Groups)}, Extra:map[string][]string");
        if (Extra.Count == 0)
        {
            return text.Append("(nil)}").ToString();
        }

        text.Append('{');
        for (var i = 0; i < Extra.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(GoText.Quote(Extra[i].Key)).Append(':').Append(ListInGo(Extra[i].Value));
        }

        return text.Append("}}").ToString();
    }

    private static string ListInGo(IReadOnlyList<string> values) =>
        values.Count == 0 ? "[]string(nil)" : $"[]string{{{string.Join(", ", values.Select(GoText.Quote))}}}";
}
