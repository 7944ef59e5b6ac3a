using System.Text.RegularExpressions;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Settings;

/// <summary>What settings require of each other.</summary>
internal static partial class SettingRules
{
    /// <summary>The contradictions, in the order in which a start finds them.</summary>
    public static IEnumerable<StartupException> Check(ServerOptions options)
    {
        foreach (var fault in CheckTls(options.Tls))
        {
            yield return new StartupException(fault);
        }

        if (FaultOfSigningKey(options.Keys) is { } refused)
        {
            yield return refused;
        }

        if (options.Signer.AuditLogPath is not null && options.Signer.Listen is null)
        {
            yield return new StartupException("--signer-audit-log-path requires --signer-listen");
        }

        foreach (var fault in (string[])
            [
                .. AuditSettingsTable.Check(options), .. ExternalSignerSettingsTable.Check(options), .. EtcdSettingsTable.Check(options),
                .. AccessSettingsTable.Check(options), .. TlsSettingsTable.Check(options),
            ])
        {
            yield return new StartupException(fault);
        }
    }

    /// <summary>The names of settings in a message.</summary>
    public static IEnumerable<string> NamesIn(string message) => Flag().Matches(message).Select(match => match.Groups[1].Value);

    /// <summary>Whether a message names a setting, by its flag, its key or its variable.</summary>
    public static bool IsAbout(string message, string name) =>
        Word(message, name) || Word(message, "SIGNET_" + name.ToUpperInvariant().Replace('-', '_'));

    private static bool Word(string message, string name)
    {
        for (var at = message.IndexOf(name, StringComparison.Ordinal); at >= 0; at = message.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var (before, end) = (at > 1 && message[(at - 2)..at] != "--" ? message[at - 1] : ' ', at + name.Length);
            if (!IsOfName(before) && (end == message.Length || !IsOfName(message[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';

    private static IEnumerable<string> CheckTls(TlsOptions tls)
    {
        if ((tls.CertificateFile is null) != (tls.PrivateKeyFile is null))
        {
            yield return "--tls-cert-file and --tls-private-key-file must be set together";
        }

        if (tls.CertificateFile is null && tls.CaFile is not null)
        {
            yield return "--tls-ca-file requires --tls-cert-file";
        }

        if (tls.CertificateFile is not null && tls.Names.Count > 0)
        {
            yield return "--tls-san applies to Signet's own certificate and is not allowed together with --tls-cert-file";
        }
    }

    private static StartupException? FaultOfSigningKey(KeyOptions keys)
    {
        try
        {
            if (keys.SigningKeyFile is { } key && Pkcs11Uri.IsOne(key))
            {
                SigningKeyUri.Parse(key);
            }

            return null;
        }
        catch (StartupException exception)
        {
            return exception;
        }
    }

    [GeneratedRegex("--([a-z][a-z0-9-]*[a-z0-9])")]
    private static partial Regex Flag();
}
