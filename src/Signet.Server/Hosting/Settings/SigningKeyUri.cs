using Signet.Server.Hosting.Startup;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Settings;

/// <summary>The URI of a key in a token as the value of <c>--service-account-signing-key-file</c>.</summary>
internal static class SigningKeyUri
{
    /// <summary>The setting, without dashes.</summary>
    public const string Setting = "service-account-signing-key-file";

    /// <summary>Parses the URI.</summary>
    /// <exception cref="StartupException">It is not usable. The message does not repeat it, because it may have a PIN.</exception>
    public static Pkcs11Uri Parse(string uri)
    {
        try
        {
            return Pkcs11UriParser.Parse(uri);
        }
        catch (FormatException exception)
        {
            throw new StartupException($"--{Setting}: the {Pkcs11Uri.Scheme} URI is not allowed: {exception.Message}");
        }
    }
}
