using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;

namespace Signet.Server.Hosting.Connections;

/// <summary>The warnings of a start about TLS.</summary>
internal static class TlsReport
{
    /// <summary>Logs each insecure cipher suite, in kube-apiserver's words.</summary>
    public static void Tell(ILogger logger, TlsOptions tls)
    {
        foreach (var suite in tls.CipherSuites)
        {
            if (CipherSuiteNames.IsInsecure(suite))
            {
                Log.InsecureCipher(logger, suite.ToString());
            }
        }
    }
}
