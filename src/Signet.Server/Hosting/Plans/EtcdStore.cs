using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Storage;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Etcd;

namespace Signet.Server.Hosting.Plans;

/// <summary>Opens the etcd store of the settings. Their files are read once: a replica that is started again uses new ones.</summary>
internal static class EtcdStore
{
    /// <summary>The subject of error messages about the store.</summary>
    public const string Subject = "--etcd-servers";

    /// <summary>Opens the store.</summary>
    /// <exception cref="StartupException">A file cannot be used, or the cluster cannot be asked, refuses, or has other data.</exception>
    public static async ValueTask<IObjectStore> OpenAsync(EtcdOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = Read(options) with { Time = time };
        try
        {
            return await EtcdObjectStore.OpenAsync(opened, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException)
        {
            throw new StartupException($"{Subject}: {exception.Message}", exception);
        }
    }

    private static EtcdObjectStoreOptions Read(EtcdOptions options)
    {
        try
        {
            return new EtcdObjectStoreOptions
            {
                Endpoints = options.Servers,
                Prefix = options.Prefix,
                Authorities = options.CaFile is { } authorities ? ReadCertificates(new SettingFile("etcd-cafile", authorities)) : null,
                ClientCertificate = options is { CertificateFile: { } certificate, KeyFile: { } key }
                    ? ReadClient(new SettingFile("etcd-certfile", certificate), new SettingFile("etcd-keyfile", key))
                    : null,
                User = options is { User: { } user, PasswordFile: { } password }
                    ? new EtcdUser(user, ReadPassword(new SettingFile("etcd-password-file", password)))
                    : null,
            };
        }
        catch (UnusableFileException exception)
        {
            throw new StartupException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    private static X509Certificate2Collection ReadCertificates(SettingFile file)
    {
        var text = ReadText(file);
        try
        {
            return PemCertificates.Read(text);
        }
        catch (FormatException exception)
        {
            throw new UnusableFileException(file, exception.Message, exception);
        }
    }

    private static X509Certificate2 ReadClient(SettingFile certificateFile, SettingFile keyFile)
    {
        var certificate = ReadCertificates(certificateFile)[0];
        var key = ReadText(keyFile);
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new UnusableFileException(keyFile, $"does not have the private key of the first certificate in {certificateFile.Path}", exception);
        }
    }

    private static string ReadPassword(SettingFile file)
    {
        var password = ReadText(file).TrimEnd('\r', '\n');
        return password.Length > 0 && !password.Any(char.IsControl)
            ? password
            : throw new UnusableFileException(file, "has to have the password: one line that is not empty");
    }

    private static string ReadText(SettingFile file) => FileContents.TextOf(new FileContents([file], isStart: true).Read());
}
