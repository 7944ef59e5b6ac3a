using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>The TLS options of a listener: each handshake uses the serving certificate that is in force when it begins.</summary>
internal static class ServingHandshake
{
    /// <summary>Creates the options.</summary>
    /// <param name="serving">The serving certificate.</param>
    /// <param name="tls">Versions and cipher suites.</param>
    /// <param name="timeout">The time limit of a handshake.</param>
    public static TlsHandshakeCallbackOptions Of(IValueSource<ServingIdentity> serving, TlsOptions tls, TimeSpan timeout)
    {
        var protocols = tls.MinVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        var suites = SuitesOf(tls);
        return new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = timeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = serving.Current.Context,
                EnabledSslProtocols = protocols,
                CipherSuitesPolicy = suites,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                ClientCertificateRequired = true,

                // Client certificates are optional. They are verified with the request, where a refusal can be answered and logged.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }),
        };
    }

    /// <summary>Null for the suites of OpenSSL's configuration.</summary>
    /// <exception cref="StartupException">This machine has no choice of suites.</exception>
    private static CipherSuitesPolicy? SuitesOf(TlsOptions tls)
    {
        if (tls.CipherSuites.Count == 0)
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            throw new StartupException("--tls-cipher-suites: on Windows the system's policy has the cipher suites");
        }

        return new CipherSuitesPolicy([.. CipherSuiteNames.OfTls13, .. tls.CipherSuites.Except(CipherSuiteNames.OfTls13)]);
    }
}
