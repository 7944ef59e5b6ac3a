using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Pki;

/// <summary>The TLS options of the listener: each handshake uses the serving certificate that is in force when it begins.</summary>
internal static class ServingHandshake
{
    /// <summary>Creates the options.</summary>
    public static TlsHandshakeCallbackOptions Of(IValueSource<ServingIdentity> serving) => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = serving.Current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            ClientCertificateRequired = true,

            // Client certificates are optional. They are verified with the request, where a refusal can be answered and logged.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }),
    };
}
