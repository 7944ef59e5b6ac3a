using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Etcd;

namespace Signet.Server.Hosting.Stores;

/// <summary>The etcd that <see cref="EtcdFlags"/> name: the only place where those are interpreted.</summary>
internal static class EtcdAddress
{
    private const string DefaultPrefix = "/signet";

    /// <summary>The options of the store.</summary>
    /// <exception cref="StartupException">A value is not allowed, or a file cannot be used.</exception>
    public static EtcdObjectStoreOptions Parse(EtcdFlags flags, TimeProvider time) => new()
    {
        Endpoints = ServersOf(flags),
        Prefix = PrefixOf(flags),
        Authorities = flags.CaFile is { } path ? Read(flags, "cafile", path, PemCertificates.Read) : null,
        ClientCertificate = CertificateOf(flags),
        User = UserOf(flags),
        Time = time,
    };

    /// <summary>The name of the store for messages.</summary>
    public static string Describe(EtcdObjectStoreOptions options) =>
        $"etcd at {string.Join(',', options.Endpoints.Select(endpoint => endpoint.Authority))}, prefix {options.Prefix}";

    private static Uri[] ServersOf(EtcdFlags flags)
    {
        var servers = (flags.Servers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (servers.Length == 0)
        {
            throw new StartupException($"{flags.Name}servers is required: the client URLs of etcd, separated by commas");
        }

        Uri[] parsed = [.. servers.Select(server => ServerOf(flags, server))];
        return parsed.All(server => server.Scheme == parsed[0].Scheme)
            ? parsed
            : throw new StartupException($"{flags.Name}servers: http and https are mixed");
    }

    /// <summary>The value may have a password by mistake, so it is not repeated.</summary>
    private static Uri ServerOf(EtcdFlags flags, string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.PathAndQuery == "/"
            ? uri
            : throw new StartupException($"{flags.Name}servers: a URL is not allowed; it must be http://HOST:PORT or https://HOST:PORT");

    private static string PrefixOf(EtcdFlags flags) => flags.Prefix is not { } prefix ? DefaultPrefix
        : prefix.Length > 1 && prefix[0] == '/' && prefix[^1] != '/' && prefix.All(letter => letter is > ' ' and <= '~') ? prefix
        : throw new StartupException($"{flags.Name}prefix: the value is not allowed; it must begin with a slash, not end with one, and have printable ASCII only");

    private static X509Certificate2? CertificateOf(EtcdFlags flags)
    {
        if (flags is { CertFile: null, KeyFile: null })
        {
            return null;
        }

        if (flags.CertFile is not { } certificate || flags.KeyFile is not { } key)
        {
            throw new StartupException($"{flags.Name}certfile and {flags.Name}keyfile are needed together");
        }

        var pem = Read(flags, "certfile", certificate, text => text);
        return Read(flags, "keyfile", key, text => X509Certificate2.CreateFromPem(pem, text));
    }

    private static EtcdUser? UserOf(EtcdFlags flags)
    {
        if (flags is { User: null, PasswordFile: null })
        {
            return null;
        }

        return flags.User is { Length: > 0 } user && flags.PasswordFile is { } file
            ? new EtcdUser(user, Read(flags, "password-file", file, text => text.TrimEnd('\r', '\n')))
            : throw new StartupException($"{flags.Name}user and {flags.Name}password-file are needed together");
    }

    private static T Read<T>(EtcdFlags flags, string name, string path, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartupException($"{flags.Name}{name}: {path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The message may have a part of the content.
            throw new StartupException($"{flags.Name}{name}: {path} does not have what the setting needs (PEM), or does not belong to the certificate", exception);
        }
    }
}
