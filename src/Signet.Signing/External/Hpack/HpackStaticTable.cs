namespace Signet.Signing.External.Hpack;

/// <summary>The static table (RFC 7541, appendix A).</summary>
internal static class HpackStaticTable
{
    /// <summary>Names, and values behind a space; the first has the index 1.</summary>
    private const string Text =
        ":authority\n:method GET\n:method POST\n:path /\n:path /index.html\n:scheme http\n:scheme https\n:status 200\n:status 204\n:status 206\n" +
        ":status 304\n:status 400\n:status 404\n:status 500\naccept-charset\naccept-encoding gzip, deflate\naccept-language\naccept-ranges\naccept\n" +
        "access-control-allow-origin\nage\nallow\nauthorization\ncache-control\ncontent-disposition\ncontent-encoding\ncontent-language\n" +
        "content-length\ncontent-location\ncontent-range\ncontent-type\ncookie\ndate\netag\nexpect\nexpires\nfrom\nhost\nif-match\n" +
        "if-modified-since\nif-none-match\nif-range\nif-unmodified-since\nlast-modified\nlink\nlocation\nmax-forwards\nproxy-authenticate\n" +
        "proxy-authorization\nrange\nreferer\nrefresh\nretry-after\nserver\nset-cookie\nstrict-transport-security\ntransfer-encoding\n" +
        "user-agent\nvary\nvia\nwww-authenticate";

    private static readonly (byte[] Name, byte[] Value)[] Fields = [.. Text.Split('\n').Select(Parse)];

    /// <summary>The number of fields.</summary>
    public static int Length => Fields.Length;

    /// <summary>The field with an index from 1 to <see cref="Length"/>.</summary>
    public static (byte[] Name, byte[] Value) Get(int index) => Fields[index - 1];

    private static (byte[] Name, byte[] Value) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, value) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        return (System.Text.Encoding.ASCII.GetBytes(name), System.Text.Encoding.ASCII.GetBytes(value));
    }
}
