using System.Text;

namespace Signet.Server.Http.Requests;

/// <summary>
/// The text of a header's value. The server reads headers as Latin-1, so that no byte makes a request unreadable; clients that put more
/// than ASCII into one mean UTF-8. Bytes that are none become U+FFFD.
/// </summary>
internal static class HeaderText
{
    /// <summary>Reads one value.</summary>
    public static string Decode(string? value)
    {
        if (string.IsNullOrEmpty(value) || Ascii.IsValid(value))
        {
            return value ?? "";
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));
    }
}
