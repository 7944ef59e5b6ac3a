using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Certificates;

/// <summary>Keeps <c>admin.kubeconfig</c> in the data directory up to date: the address, the CA bundle and the administrator's certificate.</summary>
/// <param name="directory">The data directory.</param>
/// <param name="certificates">The certificates in force.</param>
/// <param name="address">Host and port of the server.</param>
internal sealed class AdministratorKubeconfig(DataDirectory directory, ServerCertificates certificates, string address)
{
    private const string Name = DataDirectory.KubeconfigName;
    private readonly Lock _lock = new();
    private volatile string? _text;

    /// <summary>The content of the file.</summary>
    public string Text => _text ?? throw new InvalidOperationException("the kubeconfig has not been created");

    /// <summary>Writes the file when its content has changed.</summary>
    /// <exception cref="StartupException">The file cannot be read or written.</exception>
    public void Update()
    {
        lock (_lock)
        {
            var identity = certificates.Serving.Current;
            var content = Kubeconfig.Render($"https://{address}", identity.Trust.BundlePem, identity.ServerNameFor(address), certificates.Administrator);
            if (content != (_text ?? directory.Read(Name)))
            {
                directory.Write(Name, content);
            }

            _text = content;
        }
    }
}
