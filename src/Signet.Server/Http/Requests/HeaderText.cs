using System.Text;

namespace Signet.Server.Http.Requests;

/// <summary>
/// Decodes header values as UTF-8. Kestrel reads headers as Latin-1, so that every byte is accepted; clients that send
/// other characters than ASCII use UTF-8. Malformed bytes become U+FFFD.
/// </summary>
internal static class HeaderText
{
    public static string Decode(string? value)
    {
        if (string.IsNullOrEmpty(value) || Ascii.IsValid(value))
        {
            return value ?? "";
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));
    }
}
