using System.Net.Sockets;

namespace Signet.Signing.External;

/// <summary>A Unix domain socket: the path of a file, or <c>@name</c> for a name in Linux' abstract namespace.</summary>
internal sealed record SignerAddress
{
    private SignerAddress(string text, UnixDomainSocketEndPoint endPoint) => (Text, EndPoint) = (text, endPoint);

    /// <summary>The address as it was given.</summary>
    public string Text { get; }

    /// <summary>The address for sockets.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>Whether it is a name in the abstract namespace, which has no file and no permissions.</summary>
    public bool IsAbstract => IsAbstractName(Text);

    /// <summary>Parses an address; null when it is empty or too long for a socket (107 bytes).</summary>
    public static SignerAddress? TryParse(string text)
    {
        if (text.Length == 0 || text == "@" || text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return new SignerAddress(text, new UnixDomainSocketEndPoint(IsAbstractName(text) ? $"\0{text[1..]}" : text));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsAbstractName(string text) => text[0] == '@';
}
