namespace Signet.Cli.Publish.Targets;

/// <summary>The URLs that documents can be uploaded to.</summary>
internal static class PutAddress
{
    /// <summary>Whether a URL has a scheme that can be used, and no password, which would be on the command line and in lists of processes.</summary>
    public static bool IsAllowed(Uri url) => (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url is { Host.Length: > 0, UserInfo: "" };

    /// <summary>Whether credentials may be sent to a URL: they are encrypted, or do not leave the machine.</summary>
    public static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;
}
