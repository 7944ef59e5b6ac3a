using System.Text;
using Signet.Server.Hosting;

namespace Signet.Cli.Dev;

/// <summary>The files of <c>signet dev</c>, in a folder of their own for temporary files that only its owner can open. Disposing removes them.</summary>
internal sealed class DevFiles : IDisposable
{
    private readonly string _folder;

    private DevFiles(string folder) => _folder = folder;

    /// <summary>The administrator's kubeconfig.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>The token of the service account.</summary>
    public string Token => Path.Combine(_folder, "token");

    /// <summary>The certificate of the CA.</summary>
    public string Authority => Path.Combine(_folder, "ca.crt");

    /// <summary>Makes the folder, the kubeconfig and the CA's certificate.</summary>
    public static DevFiles Create(SignetServer server)
    {
        // Has the mode 0700.
        var files = new DevFiles(Directory.CreateTempSubdirectory("signet-dev-").FullName);
        try
        {
            Write(files.Kubeconfig, server.AdministratorKubeconfig);
            Write(files.Authority, server.CaBundlePem ?? "");
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The variables for programs. None begins with SIGNET_, which is for the settings of a server.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables(string issuer) =>
    [
        new("KUBECONFIG", Kubeconfig),
        new("SERVICE_ACCOUNT_TOKEN_FILE", Token),
        new("SERVICE_ACCOUNT_ISSUER", issuer),
        new("SERVICE_ACCOUNT_CA_FILE", Authority),
    ];

    /// <summary>Writes a file that its owner alone can read. A reader sees the former content or the new one.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Access = FileAccess.Write, Mode = FileMode.Create, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = path + ".new";
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
