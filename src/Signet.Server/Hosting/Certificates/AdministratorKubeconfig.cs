using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Certificates;

/// <summary>Keeps <c>admin.kubeconfig</c> in the data directory true: the address, the CA bundle, the administrator's certificate.</summary>
/// <param name="directory">The data directory.</param>
/// <param name="certificates">The certificates in force.</param>
/// <param name="address">Host and port of the server.</param>
internal sealed class AdministratorKubeconfig(DataDirectory directory, ServerCertificates certificates, string address)
{
    private const string Name = DataDirectory.KubeconfigName;
    private readonly Lock _lock = new();
    private volatile string? _text;

    /// <summary>The kubeconfig.</summary>
    public string Text => _text ?? throw new InvalidOperationException("the kubeconfig has not been made");

    /// <summary>Writes the file when it would be another one than was written last; the first time, than is there.</summary>
    /// <exception cref="StartupException">It cannot be read or written.</exception>
    public void Update()
    {
        lock (_lock)
        {
            var identity = certificates.Serving.Current;
            var wanted = Kubeconfig.Render($"https://{address}", identity.Trust.BundlePem, identity.ServerNameFor(address), certificates.Administrator);
            if (wanted != (_text ?? directory.Read(Name)))
            {
                directory.Write(Name, wanted);
            }

            _text = wanted;
        }
    }
}
