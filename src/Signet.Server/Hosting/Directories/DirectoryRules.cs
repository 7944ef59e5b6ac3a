using Signet.Server.Files;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>What a directory on disk has to fulfil to be a data directory. Reads only.</summary>
internal static class DirectoryRules
{
    /// <summary>2 since the signing keys are in the store; 1 had the signing key in a file, and opening such a directory does not change it.</summary>
    public const int Format = 2;

    /// <summary>The file with the format.</summary>
    public const string VersionName = "version";

    /// <summary>The file that a server has locked.</summary>
    public const string LockName = "lock";

    /// <summary>Keys, the kubeconfig, and the store with what belongs to it: it has the data of Secrets.</summary>
    private static readonly string[] SecretPatterns = ["*.key", "*.kubeconfig", DataDirectory.StoreName + "*"];

    /// <summary>Refuses a file in place of a directory.</summary>
    /// <exception cref="StartupException">The path is a file.</exception>
    public static void RefuseFile(string path)
    {
        if (File.Exists(path))
        {
            throw new StartupException($"--data-dir: {path} is a file; it must be a directory");
        }
    }

    /// <summary>The fault of a directory that the operating system does not let the server use.</summary>
    public static StartupException Unusable(string path, Exception cause) => new($"--data-dir: {path} cannot be used: {cause.Message}", cause);

    /// <summary>The content of a file; null when it does not exist.</summary>
    /// <exception cref="StartupException">The file cannot be read.</exception>
    public static string? Read(string directory, string name)
    {
        var file = Path.Combine(directory, name);
        try
        {
            return Path.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--data-dir: {file} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the directory has a supported format version; false when it is empty.</summary>
    /// <exception cref="StartupException">The directory is not a data directory or has a newer format.</exception>
    public static bool IsVersionKnown(string directory)
    {
        var file = Path.Combine(directory, VersionName);
        var version = Read(directory, VersionName);
        if (version is null)
        {
            // Another process may have written the version since it was read.
            return Directory.EnumerateFileSystemEntries(directory).Any(IsForeign) && !File.Exists(file)
                ? throw new StartupException($"--data-dir: {directory} is neither empty nor a Signet data directory (it has no file '{VersionName}')")
                : false;
        }

        if (!int.TryParse(version.Trim(), out var format) || format < 1)
        {
            throw new StartupException($"--data-dir: {file} does not contain a format version");
        }

        return format <= Format
            ? true
            : throw new StartupException($"--data-dir: {directory} has format {format} of a newer version of Signet; this version supports format {Format}");
    }

    /// <summary>The directory is its owner's only. A file that others could read is one that they may have read, such as a restored copy.</summary>
    /// <exception cref="StartupException">Others can read or change a secret.</exception>
    public static void RefuseExposedSecrets(string directory)
    {
        if (ExposedSecrets(directory).FirstOrDefault() is { } fault)
        {
            throw new StartupException(fault);
        }
    }

    /// <summary>The secrets that others can read or change, each with what mends it.</summary>
    public static IEnumerable<string> ExposedSecrets(string directory)
    {
        foreach (var pattern in SecretPatterns)
        {
            foreach (var file in Directory.EnumerateFiles(directory, pattern))
            {
                if (SecretFile.FaultOf(file) is { } fault)
                {
                    yield return $"--data-dir: {file} {fault}";
                }
            }
        }
    }

    private static bool IsForeign(string entry) => Path.GetFileName(entry) is not (VersionName + ".new" or LockName);
}
