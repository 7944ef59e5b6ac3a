using System.Globalization;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Listing;

/// <summary>Parses the <c>resourceVersion</c> of a request (apiserver, <c>pkg/storage/api_object_versioner.go</c>).</summary>
internal static class RevisionText
{
    /// <summary>Parses a revision; an empty text is <see cref="Revision.Zero"/>.</summary>
    public static bool TryParse(string text, out Revision revision, out string fault)
    {
        var isNumber = ulong.TryParse(text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        revision = new Revision(number > long.MaxValue ? long.MaxValue : (long)number);
        var quoted = GoText.Quote(text);
        fault = isNumber ? "" : $"resourceVersion: Invalid value: {quoted}: strconv.ParseUint: parsing {quoted}: invalid syntax";
        return isNumber;
    }
}
