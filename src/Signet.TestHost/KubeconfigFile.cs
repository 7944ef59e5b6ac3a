using System.Text;

namespace Signet.TestHost;

/// <summary>Writes kubeconfigs.</summary>
internal static class KubeconfigFile
{
    /// <summary>Writes a file that only its owner may read and write.</summary>
    public static void Write(string path, string content)
    {
        var options = new FileStreamOptions { Access = FileAccess.Write, Mode = FileMode.OpenOrCreate, Share = FileShare.None };
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // A file that existed keeps its mode when it is opened.
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(content));
    }
}
