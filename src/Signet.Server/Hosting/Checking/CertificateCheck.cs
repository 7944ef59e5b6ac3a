using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Settings;
using Signet.Server.Outbound;

namespace Signet.Server.Hosting.Checking;

/// <summary>Warns of certificates that have expired, are not valid yet, or expire soon. A start takes them.</summary>
internal sealed class CertificateCheck(CheckFindings findings, TimeProvider time)
{
    /// <summary>Larger files have no certificates.</summary>
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Checks the certificates in the files that settings name.</summary>
    public void AddFiles(LoadedSettings loaded)
    {
        foreach (var given in loaded.Given.Where(given => given.Setting.ValueName == "FILE"))
        {
            foreach (var path in given.Items)
            {
                foreach (var certificate in Read(path))
                {
                    Add(given.Setting.Name, path, certificate);
                    certificate.Dispose();
                }
            }
        }
    }

    /// <summary>Checks the certificates of a kubeconfig.</summary>
    public void Add(string setting, IValueSource<KubeconfigTarget>? target)
    {
        if (target is not IFollowedFile file)
        {
            return;
        }

        foreach (var certificate in (X509Certificate2?[])[target.Current.Tls.ClientCertificate, .. target.Current.Tls.CaCertificates ?? []])
        {
            if (certificate is not null)
            {
                Add(setting, file.Files[0].Path, certificate);
            }
        }
    }

    /// <summary>Checks a certificate.</summary>
    public void Add(string setting, string path, X509Certificate2 certificate)
    {
        if (CertificateValidity.Of("", path, certificate).FaultAt(time.GetUtcNow()) is { } fault)
        {
            findings.Warn($"--{setting}: {path}: the certificate {certificate.Subject} {fault}; replace it");
        }
    }

    /// <summary>The certificates of a file; none when it has no PEM, or cannot be read, which a step has said.</summary>
    private static X509Certificate2Collection Read(string path)
    {
        try
        {
            return FileStamp.Of(path) is { IsRegular: true, Size: <= MaxBytes } && File.ReadAllText(path) is var text &&
                text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)
                ? PemCertificates.Read(text)
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return [];
        }
    }
}
