namespace Signet.Client.TokenFiles;

/// <summary>How the libraries of one cloud find a token file.</summary>
public abstract class CloudCredential
{
    private protected CloudCredential()
    {
    }

    /// <summary>The environment variables that the program which uses the cloud needs.</summary>
    /// <param name="tokenFile">The full path of the token file.</param>
    public abstract IReadOnlyDictionary<string, string> GetEnvironmentVariables(string tokenFile);

    /// <summary>A configuration file that is needed beside the token file; null when there is none.</summary>
    internal virtual (string Path, byte[] Content)? GetConfiguration(string tokenFile) => null;
}
