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

    /// <summary>Opens the store of a server; makes it when there is none.</summary>
    /// <exception cref="StartupException">A file cannot be used, or the cluster cannot be asked, refuses, or has other data.</exception>
    public static ValueTask<IObjectStore> OpenAsync(EtcdOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(options, "", mustExist: false, time, cancellationToken);

    /// <summary>Opens a store.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="qualifier">What stands before the names of the settings in flags, for messages: nothing, or <c>from-</c>.</param>
    /// <param name="mustExist">Whether it is an error that there is no store; else it is made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">A file cannot be used, or the cluster cannot be asked, refuses, has no store, or has other data.</exception>
    public static async ValueTask<IObjectStore> OpenAsync(
        EtcdOptions options, string qualifier, bool mustExist, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = Read(options, qualifier) with { Time = time };
        var subject = $"--{qualifier}etcd-servers";
        try
        {
            return !mustExist || await EtcdPresence.IsThereAsync(opened, cancellationToken).ConfigureAwait(false)
                ? await EtcdObjectStore.OpenAsync(opened, cancellationToken).ConfigureAwait(false)
                : throw new StartupException($"{subject}: {Describe(options)} has no store");
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"{subject}: {exception.Message}", exception) { IsTransient = true };
        }
        catch (StoreFormatException exception)
        {
            throw new StartupException($"{subject}: {exception.Message}", exception);
        }
    }

    /// <summary>The name of the store for messages.</summary>
    public static string Describe(EtcdOptions options) =>
        $"etcd at {string.Join(',', options.Servers.Select(server => server.Authority))}, prefix {options.Prefix}";

    /// <summary>Reads each file of the settings for itself, and then all together. Each step throws a <see cref="StartupException"/> for its fault.</summary>
    public static IEnumerable<Action> Steps(EtcdOptions options)
    {
        if (options.CaFile is { } authorities)
        {
            yield return () => Read(new EtcdOptions { CaFile = authorities }, "");
        }

        if (options is { CertificateFile: { } certificate, KeyFile: { } key })
        {
            yield return () => Try(() => ReadCertificates(new SettingFile("etcd-certfile", certificate)));
            yield return () => Try(() => ReadText(new SettingFile("etcd-keyfile", key)));
        }

        if (options.PasswordFile is { } password)
        {
            yield return () => Read(new EtcdOptions { User = options.User, PasswordFile = password }, "");
        }

        yield return () => Read(options, "");
    }

    private static EtcdObjectStoreOptions Read(EtcdOptions options, string qualifier) => Try(() => ReadFiles(options, qualifier));

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnusableFileException exception)
        {
            throw new StartupException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    private static EtcdObjectStoreOptions ReadFiles(EtcdOptions options, string qualifier)
    {
        SettingFile File(string name, string path) => new($"{qualifier}etcd-{name}", path);
        return new EtcdObjectStoreOptions
        {
            Endpoints = options.Servers,
            Prefix = options.Prefix,
            Authorities = options.CaFile is { } authorities ? ReadCertificates(File("cafile", authorities)) : null,
            ClientCertificate = options is { CertificateFile: { } certificate, KeyFile: { } key }
                ? ReadClient(File("certfile", certificate), File("keyfile", key))
                : null,
            User = options is { User: { } user, PasswordFile: { } password }
                ? new EtcdUser(user, ReadPassword(File("password-file", password)))
                : null,
        };
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
        var password = FileContents.TextOf(Open(file).ReadSecret()).TrimEnd('\r', '\n');
        return password.Length > 0 && !password.Any(char.IsControl)
            ? password
            : throw new UnusableFileException(file, "has to have the password: one line that is not empty");
    }

    private static string ReadText(SettingFile file) => FileContents.TextOf(Open(file).Read());

    private static FileContents Open(SettingFile file) => new([file], isStart: true) { RefusesExposedSecrets = true };
}
