using System.Text;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Authentication;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// The user that a caller requests to impersonate, from the headers <c>Impersonate-User</c>, <c>-Uid</c>, <c>-Group</c> and <c>-Extra-KEY</c>
/// (apiserver, <c>pkg/endpoints/filters/impersonation</c>). Groups and values are kept as sent: not split, duplicates not removed.
/// </summary>
internal sealed record ImpersonationRequest
{
    private const string Prefix = RequestHead.ImpersonationPrefix;
    private const string UserHeader = Prefix + "User";
    private const string UidHeader = Prefix + "Uid";
    private const string GroupHeader = Prefix + "Group";
    private const string ExtraPrefix = Prefix + "Extra-";

    /// <summary>The user name.</summary>
    public required string Name { get; init; }

    /// <summary>The uid; empty when none is requested.</summary>
    public string Uid { get; init; } = "";

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The extra fields, ordered by the bytes of their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra { get; init; } = [];

    /// <summary>Whether only the name is requested.</summary>
    public bool IsNameOnly => Uid.Length == 0 && Groups.Count == 0 && Extra.Count == 0;

    /// <summary>Reads the headers. A 400 when they request a uid, groups or extra fields without a user name.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="requested">The requested user; null when no impersonation is requested.</param>
    public static StatusError? Read(IHeaderDictionary headers, out ImpersonationRequest? requested)
    {
        requested = null;
        var read = new ImpersonationRequest
        {
            Name = FirstValue(headers, UserHeader),
            Uid = FirstValue(headers, UidHeader),
            Groups = headers.TryGetValue(GroupHeader, out var groups) ? [.. groups.Select(HeaderText.Decode)] : [],
            Extra = ExtraHeaders.Read(headers, [ExtraPrefix]),
        };
        if (read.Name.Length > 0)
        {
            requested = read;
            return null;
        }

        return read.IsNameOnly ? null : StatusErrors.BadRequest($"requested {read.ToGoSyntax()} without impersonating a user name");
    }

    private static string FirstValue(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 ? HeaderText.Decode(values[0]) : "";

    /// <summary>Formatted as in kube-apiserver's message: Go's <c>%#v</c>.</summary>
    private string ToGoSyntax()
    {
        var text = new StringBuilder($"&user.DefaultInfo{{Name:\"\", UID:{GoText.Quote(Uid)}, Groups:{FormatGoList(Groups)}, Extra:map[string][]string");
        if (Extra.Count == 0)
        {
            return text.Append("(nil)}").ToString();
        }

        text.Append('{');
        for (var i = 0; i < Extra.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(GoText.Quote(Extra[i].Key)).Append(':').Append(FormatGoList(Extra[i].Value));
        }

        return text.Append("}}").ToString();
    }

    private static string FormatGoList(IReadOnlyList<string> values) =>
        values.Count == 0 ? "[]string(nil)" : $"[]string{{{string.Join(", ", values.Select(GoText.Quote))}}}";
}
